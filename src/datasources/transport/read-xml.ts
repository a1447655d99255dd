import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { decodeEntities } from './xml-text.ts'

/** Paths of elements that are lists, however often they stand: `Envelope.Body.guest`. */
export type XmlLists = readonly string[]

/** What one reply may cost: it is read on the thread that serves all others. */
const maxElements = 100_000
const maxDepth = 100

type Ordered = readonly Readonly<Record<string, unknown>>[]

/**
 * XML as objects, for what comes from outside. An element that holds nothing but text is that text, trimmed, empty where it has none;
 * any other is an object of its elements, its attributes as `@name` and its text, if any, as `#text`. What stands several
 * times is a list. Prefixes of elements are dropped, since every document chooses its own. Nothing is made a number.
 *
 * Undefined for what is not well-formed, and for what could do harm: document types, entities but XML's own five,
 * characters that XML does not have, `__proto__`, endless nesting or breadth.
 */
export function readXml(text: string, lists: XmlLists = []): unknown {
  if (forbidden.test(text) || !text.isWellFormed() || countElements(text) > maxElements) return undefined
  try {
    // The parser by itself takes whatever comes.
    if (XMLValidator.validate(text) !== true || !text.trimEnd().endsWith('>')) return undefined
    const [root, ...others] = createParser().parse(text) as Ordered
    if (!root || others.length > 0) return undefined
    const name = elementName(root)
    return name === textName ? undefined : { [name]: contentOf(root, [name], new Set(lists)) }
  } catch {
    return undefined
  }
}

const textName = '#text'
const attributesName = ':@'

/** Document types, where entities are made; control characters and others that are not XML's. */
const forbidden = /<!DOCTYPE|<!ENTITY|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/i

function createParser(): XMLParser {
  return new XMLParser({
    // Objects are made below, where every name is looked at.
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: textName,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: maxDepth,
    // Names stay as they are: `toString` of a reply is an own property and harms nobody.
    onDangerousProperty: (name) => name,
    entityDecoder: {
      decode: decodeEntities,
      addInputEntities: refuse,
      setExternalEntities: refuse,
      reset: () => undefined,
      setXmlVersion: () => undefined,
    },
  })
}

function refuse(): never {
  throw new SyntaxError('an entity of its own')
}

function contentOf(node: Ordered[number], path: readonly string[], lists: ReadonlySet<string>): unknown {
  const children = node[elementKey(node)] as Ordered
  const content: Record<string, unknown> = {}
  let text = ''
  for (const [name, value] of Object.entries(node[attributesName] ?? {}))
    if (!/^@xmlns(?::|$)/.test(name)) content[name] = value
  for (const child of children) {
    const name = elementName(child)
    if (name === textName) text += String(child[textName])
    else addTo(content, name, contentOf(child, [...path, name], lists), lists.has([...path, name].join('.')))
  }
  text = text.trim()
  if (Object.keys(content).length === 0) return text
  if (text !== '') content[textName] = text
  return content
}

function addTo(content: Record<string, unknown>, name: string, value: unknown, isList: boolean): void {
  const before = Object.hasOwn(content, name) ? content[name] : undefined
  if (Array.isArray(before)) before.push(value)
  else if (before !== undefined) content[name] = [before, value]
  else content[name] = isList ? [value] : value
}

/** Without its prefix. @throws SyntaxError for the one name that is more than a name here */
function elementName(node: Ordered[number]): string {
  const key = elementKey(node)
  const name = key.slice(key.indexOf(':') + 1)
  if (name === '__proto__') throw new SyntaxError('a name that objects cannot have')
  return name
}

function elementKey(node: Ordered[number]): string {
  for (const key in node) if (key !== attributesName) return key
  throw new SyntaxError('an element without a name')
}

function countElements(text: string): number {
  let count = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1))
    if (text.charCodeAt(at + 1) !== slash) count += 1
  return count
}

const slash = 47
