import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** Documents that came before, as Apollo Server asks for them; it names each by a hash of its text. */
export interface DocumentStore {
  get(key: string): Promise<DocumentNode | undefined>
  set(key: string, document: DocumentNode): Promise<void>
  delete(key: string): Promise<boolean>
  /** How many there are. */
  readonly size: number
}

/** A company's clients have some hundred. */
const maxDocuments = 1_000
/** Of all together. A parsed document takes some 50 times its text: this comes to 50 MB at most. */
const maxCharacters = 1_000_000

/**
 * Parsed documents, and with each whatever hangs on it (plans, for one). Its default bound, 30 MB of JSON, comes to several
 * times that in memory: a flood of documents that are all different would fill it. Those asked for least recently go first.
 */
export function createDocumentStore(): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({
    max: maxDocuments,
    maxSize: maxCharacters,
    sizeCalculation: ({ loc }) => Math.max(1, loc?.source.body.length ?? maxCharacters),
  })
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set(key, document) {
      documents.set(key, document)
      return Promise.resolve()
    },
    delete: (key) => Promise.resolve(documents.delete(key)),
    get size() {
      return documents.size
    },
  }
}
