import { GatewayError } from '../../errors/gateway-error.ts'
import type { UpstreamRequest } from './upstream-request.ts'
import { encodeEntities } from './xml-text.ts'

/** What a request has of its body, to be spread into it: `{ ...jsonBody(value), method: 'POST', ... }`. */
export type RequestBody = Required<Pick<UpstreamRequest, 'headers' | 'body'>>

export function jsonBody(value: unknown): RequestBody {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

/** Fields in their order. Repeated keys are given as lists; undefined values are left out. */
export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>

/** As HTML's forms send it. */
export function formBody(fields: FormFields): RequestBody {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    for (const one of typeof value === 'string' ? [value] : value) form.append(name, one)
  }
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() }
}

/**
 * An element in the form that `xmlFormat` reads: text, or attributes as `@name`, text as `#text`, elements by name, lists for what
 * stands several times. Null is an empty element, undefined none. Names may have prefixes.
 */
export type XmlContent = string | number | boolean | null | undefined | XmlElement
export interface XmlElement {
  readonly [name: string]: XmlContent | readonly XmlContent[]
}

/** One root element, e.g. `{ 'soap:Envelope': { '@xmlns:soap': '...', 'soap:Body': ... } }`. @throws GatewayError where a value holds a character that XML does not have */
export function xmlBody(root: XmlElement): RequestBody {
  const names = Object.keys(root)
  if (names.length !== 1) throw new TypeError(`an XML document has one root element, not ${names.length}`)
  return {
    headers: { 'content-type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${elementsOf(root)}`,
  }
}

function elementsOf(content: XmlElement): string {
  return Object.entries(content)
    .filter(([name]) => !name.startsWith('@') && name !== '#text')
    .flatMap(([name, value]) => [value].flat().map((one) => elementText(checkedName(name), one)))
    .join('')
}

function elementText(name: string, content: XmlContent): string {
  if (content === undefined) return ''
  if (content === null) return `<${name}/>`
  if (typeof content !== 'object') return `<${name}>${valueText(content)}</${name}>`
  const attributes = Object.entries(content)
    .filter(([key, value]) => key.startsWith('@') && value !== undefined)
    .map(([key, value]) => ` ${checkedName(key.slice(1))}="${valueText(value)}"`)
  return `<${name}${attributes.join('')}>${valueText(content['#text'] ?? '')}${elementsOf(content)}</${name}>`
}

function valueText(value: XmlElement[string]): string {
  if (typeof value === 'object' && value !== null)
    throw new TypeError('attributes and text hold single values')
  try {
    return encodeEntities(String(value ?? ''))
  } catch (cause) {
    throw new GatewayError(
      'BAD_USER_INPUT',
      'a text holds a character that the system cannot take.',
      {},
      cause,
    )
  }
}

/** Names are the declaration's; one that is a client's would be a way to write whatever they like. */
function checkedName(name: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?$/u.test(name))
    throw new TypeError('a name that no XML element can have')
  return name
}
