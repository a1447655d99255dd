import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLField,
  type GraphQLNamedType,
} from 'graphql'
import { drawArguments, drawId, EnumName, type ArgumentSource } from './draw-arguments.ts'
import { payloadMutations } from './payload-mutations.ts'

export interface DrawnDocument {
  text: string
  document: DocumentNode
  variables: Record<string, unknown>
}

interface Draft extends ArgumentSource {
  variables: { name: string; type: string; value: unknown }[]
  fragments: { name: string; type: string; text: string }[]
  /** Fields that may still be drawn: keeps documents of a size that a person can read. */
  left: number
  names: number
}

const deepest = 7

/** They tell of what was done, not of what records hold: the world has no writes, and tests of their own have. */
const ofWrites: ReadonlySet<string> = new Set(['write', 'writes', 'auditTrail'])

/** A document of any shape that the schema allows, with its variables. */
export function drawDocument(source: ArgumentSource): DrawnDocument {
  for (;;) {
    const drawn = drawOnce(source)
    // Now and then two fields come to the same response key and do not fit.
    if (validate(source.rules.schema, drawn.document).length === 0) return drawn
  }
}

/** A look-up by the variable `key`, with any selection. */
export function drawLookUp(
  source: ArgumentSource,
  call: string,
  keyType: string,
  type: string,
): DrawnDocument {
  for (;;) {
    const draft = createDraft(source)
    draft.variables.push({ name: 'key', type: keyType, value: '' })
    const selection = drawSelection(draft, source.rules.schema.getType(type)!, deepest)
    const drawn = toDocument(draft, [`found: ${call} ${selection}`])
    if (validate(source.rules.schema, drawn.document).length === 0) return drawn
  }
}

function drawOnce(source: ArgumentSource): DrawnDocument {
  const { prng, rules } = source
  const draft = createDraft(source)
  if (prng.chance(0.08)) return drawMutation(draft)
  const roots = Object.values(rules.schema.getQueryType()!.getFields()).filter(
    ({ name }) => !ofWrites.has(name),
  )
  const count = 1 + prng.below(3)
  const fields = Array.from({ length: count }, () => {
    const root = pickRoot(draft, roots)
    const args = drawArgs(draft, root)
    // Now and then the very same is asked for twice, in other words.
    const times = prng.chance(0.08) ? 2 : 1
    return Array.from({ length: times }, () => drawField(draft, root, deepest, args)).join(' ')
  })
  if (prng.chance(0.1)) fields.push('__typename')
  return toDocument(draft, fields)
}

/** One mutation, or two that are done one after the other, and what their payloads show. */
function drawMutation(draft: Draft): DrawnDocument {
  const { prng, rules } = draft
  const fields = Object.values(rules.schema.getMutationType()!.getFields()).filter(
    ({ name }) => name in payloadMutations,
  )
  const count = 1 + prng.below(2)
  const drawn = Array.from({ length: count }, () => {
    const field = prng.pick(fields)
    const { entity, args } = payloadMutations[field.name]!
    return drawField(draft, field, deepest, { id: drawId(draft, entity), ...args })
  })
  return toDocument(draft, drawn, 'mutation')
}

function createDraft(source: ArgumentSource): Draft {
  return { ...source, variables: [], fragments: [], left: 4 + source.prng.below(30), names: 0 }
}

function toDocument(
  { variables, fragments }: Draft,
  fields: readonly string[],
  kind: 'query' | 'mutation' = 'query',
): DrawnDocument {
  const declared = variables.map(({ name, type }) => `$${name}: ${type}`)
  const head = declared.length > 0 ? `${kind} (${declared.join(', ')})` : kind
  const text = [
    `${head} { ${fields.join(' ')} }`,
    ...fragments.map((one) => `fragment ${one.name} on ${one.type} ${one.text}`),
  ].join('\n')
  return {
    text,
    document: parse(text, { noLocation: true }),
    variables: Object.fromEntries(variables.map(({ name, value }) => [name, plain(value)])),
  }
}

/** What the gateway answers by itself has little to say: asked for now and then. */
function pickRoot({ prng, identities }: Draft, roots: readonly GraphQLField<unknown, unknown>[]) {
  const isPlain = ({ name }: { name: string }) => name in identities.own || name === 'availability'
  return prng.pick(prng.chance(0.08) ? roots.filter(isPlain) : roots.filter((root) => !isPlain(root)))
}

function drawArgs(draft: Draft, field: GraphQLField<unknown, unknown>): Record<string, unknown> {
  return field.args.length > 0 ? drawArguments(draft, field, entityBehind(draft, field)) : {}
}

function drawField(
  draft: Draft,
  field: GraphQLField<unknown, unknown>,
  depth: number,
  args = drawArgs(draft, field),
): string {
  const { prng } = draft
  draft.left -= 1
  const named = getNamedType(field.type)
  const given = Object.entries(args).map(([name, value]) => {
    const type = String(field.args.find((one) => one.name === name)!.type)
    return `${name}: ${drawLiteral(draft, type, value)}`
  })
  const isNew = given.length > 0 || prng.chance(0.1)
  const alias = isNew ? `${field.name}${(draft.names += 1)}: ` : ''
  const directive = drawDirective(draft)
  const call = `${alias}${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${directive}`
  return isLeafType(named) ? call : `${call} ${drawSelection(draft, named, depth - 1)}`
}

function entityBehind({ rules }: Draft, field: GraphQLField<unknown, unknown>) {
  const name = getNamedType(field.type).name.replace(/Connection$/, '')
  return rules.entities.get(name) ?? null
}

/** A selection set with at least one field. */
function drawSelection(draft: Draft, type: GraphQLNamedType, depth: number): string {
  const { prng, rules } = draft
  const parts: string[] = []
  if (isAbstractType(type)) {
    if (prng.chance(0.5)) parts.push('id')
    const entities = [...rules.entities.keys()].filter(() => prng.chance(0.5))
    for (const name of entities) {
      parts.push(
        `... on ${name}${drawDirective(draft)} ${drawSelection(draft, rules.schema.getType(name)!, depth - 1)}`,
      )
    }
    if (parts.length === 0 || prng.chance(0.2)) parts.push('__typename')
    return `{ ${parts.join(' ')} }`
  }
  if (!isObjectType(type)) throw new Error(`nothing to select of ${type.name}`)
  const all = Object.values(type.getFields())
  const leaves = all.filter((field) => isLeafType(getNamedType(field.type)))
  const inner = depth > 0 && draft.left > 0 ? all.filter((field) => !leaves.includes(field)) : []
  const isPassage = /Connection$|Edge$/.test(type.name)
  const wanted = isPassage ? all.filter(() => prng.chance(0.6)) : pickSome(draft, leaves, inner)
  if (isPassage && draft.left > 0) {
    const onward = all.find(({ name }) => name === 'edges' || name === 'node')
    if (onward && !wanted.includes(onward)) wanted.push(onward)
  }
  for (const field of wanted) {
    if (!leaves.includes(field) && depth <= 0) continue
    parts.push(wrap(draft, type, drawField(draft, field, depth)))
  }
  if (type.getInterfaces().length > 0 && prng.chance(0.08)) parts.push('... on Node { id }')
  if (parts.length === 0 || prng.chance(0.05)) parts.push('__typename')
  if (prng.chance(0.08)) return `{ ${nameFragment(draft, type.name, `{ ${parts.join(' ')} }`)} }`
  return `{ ${parts.join(' ')} }`
}

function pickSome(
  { prng }: Draft,
  leaves: readonly GraphQLField<unknown, unknown>[],
  inner: readonly GraphQLField<unknown, unknown>[],
) {
  const some = Array.from({ length: 1 + prng.below(4) }, () =>
    inner.length > 0 && (leaves.length === 0 || prng.chance(0.45))
      ? prng.pick(inner)
      : prng.pick(leaves.length > 0 ? leaves : inner),
  )
  return [...new Set(some)].filter((field) => (field as unknown) !== undefined)
}

/** Some fields stand in a fragment of their own. */
function wrap(draft: Draft, type: GraphQLNamedType, field: string): string {
  const { prng } = draft
  if (prng.chance(0.06)) return `... on ${type.name}${drawDirective(draft)} { ${field} }`
  if (prng.chance(0.03)) return `...${drawDirective(draft)} { ${field} }`
  return prng.chance(0.04) ? nameFragment(draft, type.name, `{ ${field} }`) : field
}

function nameFragment(draft: Draft, type: string, text: string): string {
  const name = `F${(draft.names += 1)}`
  draft.fragments.push({ name, type, text })
  return `...${name}${drawDirective(draft)}`
}

function drawDirective(draft: Draft): string {
  const { prng } = draft
  if (!prng.chance(0.06)) return ''
  const isOn = prng.chance(0.5)
  return ` @${prng.pick(['skip', 'include'])}(if: ${prng.chance(0.6) ? addVariable(draft, 'Boolean!', isOn) : String(isOn)})`
}

function drawLiteral(draft: Draft, type: string, value: unknown): string {
  return draft.prng.chance(0.35) ? addVariable(draft, type, value) : print(value)
}

function addVariable({ variables }: Draft, type: string, value: unknown): string {
  const name = `v${variables.length + 1}`
  variables.push({ name, type, value })
  return `$${name}`
}

function print(value: unknown): string {
  if (value instanceof EnumName) return value.name
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${print(member)}`)
    .join(', ')} }`
}

/** As it travels in JSON. */
function plain(value: unknown): unknown {
  if (value instanceof EnumName) return value.name
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}
