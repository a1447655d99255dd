import { parseJson } from '../../json/parse-json.ts'
import { readXml, type XmlLists } from './read-xml.ts'

/** How a system writes the bodies of its replies. */
export interface BodyFormat {
  /** The `accept` header of every request. */
  readonly accept: string
  /** What failure rules and callers get of a body; undefined where it cannot be read: BAD_RESPONSE, unless a rule knows better. */
  read(body: string): unknown
}

export const jsonFormat: BodyFormat = { accept: 'application/json', read: parseJson }

/** Whole texts, for pages, exports and whatever else a declaration reads by itself. An empty one is a text too. */
export const textFormat: BodyFormat = {
  accept: 'text/html, text/plain;q=0.9, */*;q=0.8',
  read: (body) => body,
}

/** XML without lists that are known beforehand: an element that stands once is none. */
export const xmlFormat: BodyFormat = createXmlFormat()

/**
 * XML as objects: `{ Envelope: { Body: { '@id': '7', guest: [{ name: 'Anna' }], '#text': '...' } } }`. See `readXml` for what is
 * refused.
 */
export function createXmlFormat(lists: XmlLists = []): BodyFormat {
  return { accept: 'application/xml, text/xml;q=0.9', read: (body) => readXml(body, lists) }
}
