import type { ServerResponse } from 'node:http'

/** A response with headers that come with its head: names and values in turn. */
export type LateReply = ServerResponse & { lateHeaders?: string[] | undefined }

/**
 * Gives a reply headers that nobody looks at or changes before they are sent, names and values in turn. Node keeps each header
 * that is set so that it can be found and taken back, which costs as much again as to write it. What is set under the name
 * of one of these comes in its stead.
 */
export function addHeaders(response: LateReply, ...headers: readonly string[]): void {
  if (response.lateHeaders) response.lateHeaders.push(...headers)
  else response.lateHeaders = [...headers]
}

/** The headers to write a reply's head with, where it has no others; else they are set now, beside the others. */
export function takeHeaders(response: LateReply, { others }: { others: boolean }): string[] | undefined {
  const { lateHeaders: late } = response
  response.lateHeaders = undefined
  const set = response.getHeaderNames()
  if (!late || (!others && set.length === 0)) return late
  for (let at = 0; at < late.length; at += 2) {
    const [name = '', value = ''] = late.slice(at, at + 2)
    if (!set.includes(name.toLowerCase())) response.appendHeader(name, value)
  }
  return undefined
}
