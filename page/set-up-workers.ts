import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker'
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker'
import GraphqlWorker from 'monaco-graphql/esm/graphql.worker.js?worker'

/** Where the editor gets its workers: files of our own origin. GraphiQL's own set-up does the same and logs it. */
export function setUpWorkers(): void {
  window.MonacoEnvironment = {
    getWorker(_id, label) {
      if (label === 'json') return new JsonWorker()
      if (label === 'graphql') return new GraphqlWorker()
      return new EditorWorker()
    },
  }
}
