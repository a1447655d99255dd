import type { EventSources } from '../reads/root-context.ts'
import { followWrite } from './follow-write.ts'
import type { WriteBook } from './write-book.ts'

/** Where the events of those fields of `Subscription` come from that are about writes. */
export function createWriteSources(book: Pick<WriteBook, 'find' | 'onChange'>): EventSources {
  return {
    writeChanged: ({ id }, caller) => followWrite(book, String(id), caller),
  }
}
