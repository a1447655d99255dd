import type { SampleKey } from '../src/http/serve-page.ts'

/** What the gateway tells its page. */
export interface PageSettings {
  /** Keys to choose from; empty outside the sandbox. */
  sampleKeys: readonly SampleKey[]
}

/** Without an answer the page still works: it asks for a key. */
export async function loadSettings(): Promise<PageSettings> {
  try {
    const reply = await fetch('page/settings.json')
    if (reply.ok) return (await reply.json()) as PageSettings
  } catch {
    // the gateway went away; asking it anything will say so
  }
  return { sampleKeys: [] }
}
