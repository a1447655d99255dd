import { GatewayError } from '../errors/gateway-error.ts'
import type { WriteBook } from './write-book.ts'
import type { Write } from './write.ts'

/** A write that was just recorded. @throws GatewayError INTERNAL where it is not there */
export async function requireWrite(book: Pick<WriteBook, 'find'>, id: string): Promise<Write> {
  const write = await book.find(id)
  if (write) return write
  throw new GatewayError('INTERNAL', `Write ${id} is not in the store.`)
}
