import { z } from 'zod'
import { recordKindKey, type Call } from '../datasource.ts'
import type { FailureClass } from '../failures.ts'
import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Inspection, Members, MemberSchema, RecordSchema } from '../inspection.ts'
import { valueAt } from '../mapping.ts'
import type { Transport } from '../transport/stack.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { rpcRequest } from './session.ts'

export interface InspectOptions {
  transport: Transport
  records: readonly Pick<RecordCalls, 'mapping'>[]
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

/** The model behind each record kind. */
const models: Readonly<Record<string, string>> = {
  Customer: 'party.party',
  Order: 'sale.sale',
  InventoryItem: 'product.product',
  'InventoryItem/stock': 'product.product',
}

/** What is written in another model, where the same fields stand: a variant has those of its template. */
const writtenIn: Readonly<Record<string, string>> = { 'product.product': 'product.template' }

/** Fields of modules that a server may have or not. */
const wouldBe: Readonly<Record<string, RecordSchema['wouldBe']>> = {
  Customer: { creditLimit: 'credit_limit_amount' },
  InventoryItem: { reorderPoint: 'order_points' },
}

const field = z.looseObject({
  type: z.string(),
  readonly: z.boolean().optional(),
  relation: z.string().nullish(),
})
const fieldsReply = z.record(z.string(), field)
type Fields = z.infer<typeof fieldsReply>

const right = z.union([z.boolean(), z.number()]).transform(Boolean)
const accessReply = z.record(z.string(), z.object({ read: right, write: right, create: right }))

/**
 * What the server says of its models: `fields_get`, which leaves out relations to what the account may not read, and the
 * account's rights by `ir.model.access`. Rights on single fields are told to nobody. Seen on a Tryton 6.0 server.
 */
export function trytonInspection({ transport, records, failure }: InspectOptions) {
  async function rpc<Reply>(
    method: string,
    params: readonly unknown[],
    reply: z.ZodType<Reply>,
    call: Call,
  ): Promise<Reply> {
    const result = reply.safeParse(
      valueAt(await transport.call(rpcRequest(method, params), call), ['result']),
    )
    if (!result.success) throw failure('BAD_RESPONSE', `${method}: another shape`)
    return result.data
  }

  return async (call: Call): Promise<Inspection> => {
    const kinds = records.flatMap(({ mapping }) => {
      const kind = recordKindKey(mapping.entity, mapping.part)
      const model = models[kind]
      return model === undefined ? [] : [{ kind, mapping, model }]
    })
    const names = [...new Set(kinds.flatMap(({ model }) => [model, writtenIn[model] ?? model]))]
    const access = await rpc('model.ir.model.access.get_access', [names, {}], accessReply, call)

    /** Each model once, however many relations lead to it. */
    const loaded = new Map<string, Promise<Fields>>()
    const fieldsOf = (model: string): Promise<Fields> => {
      const fields = loaded.get(model) ?? rpc(`model.${model}.fields_get`, [null, {}], fieldsReply, call)
      loaded.set(model, fields)
      return fields
    }

    async function membersOf(
      model: string,
      paths: readonly (readonly string[])[],
      isRelated: boolean,
    ): Promise<Members> {
      const fields = await fieldsOf(model)
      const written = await fieldsOf(writtenIn[model] ?? model)
      const own = Object.entries(fields).map(([name, field]): [string, MemberSchema] => {
        const { readonly } = written[name] ?? field
        return [
          name,
          // What is reached through a relation is another record, which is not written there.
          {
            type: field.type,
            ...exampleOf(field.type),
            ...(readonly && !isRelated && { isSettable: { create: false, patch: false } }),
          },
        ]
      })
      // Every reply has it, and no model declares it.
      const stamp: [string, MemberSchema] = ['_timestamp', { type: 'stamp', example: '1795339503.123456' }]
      const relations = new Set(paths.flatMap(([key = '']) => (key.endsWith('.') ? [key] : [])))
      const related = await Promise.all(
        [...relations].map(async (key): Promise<[string, MemberSchema][]> => {
          const { type = '', relation } = fields[key.slice(0, -1)] ?? {}
          if (!relation) return []
          const inner = paths.filter(([first]) => first === key).map((path) => path.slice(1))
          const members = await membersOf(relation, inner, true)
          return [[key, { type, isList: type.endsWith('2many'), isRelated: true, members }]]
        }),
      )
      return new Map([...own, stamp, ...related.flat()])
    }

    const schemas = await Promise.all(
      kinds.map(async ({ kind, mapping, model }): Promise<[string, RecordSchema]> => {
        const [rights, change] = [access[model], access[writtenIn[model] ?? model]]
        const grant = (isGranted: boolean, name: string, of = model) => ({
          isGranted,
          by: `the right to ${name} ${of}, by a group of its user (Administration, Models, Model Access)`,
        })
        const schema: RecordSchema = {
          place: `model ${model}`,
          members: await membersOf(model, mapping.paths, false),
          access: {
            ...(rights && { read: grant(rights.read, 'read'), create: grant(rights.create, 'create') }),
            ...(change && { patch: grant(change.write, 'write', writtenIn[model]) }),
          },
          // An unknown field is an error of the whole call.
          refusesUnknown: true,
          ...(wouldBe[kind] && { wouldBe: wouldBe[kind] }),
        }
        return [kind, schema]
      }),
    )
    return { schemas: Object.fromEntries(schemas) }
  }
}

const day = { year: 2026, month: 11, day: 22 }
const instant = { __class__: 'datetime', ...day, hour: 9, minute: 30, second: 0, microsecond: 0 }

/** What the wire has for a value of the type. Texts and selections have no typical value. */
const examples: Readonly<Record<string, unknown>> = {
  integer: 1,
  biginteger: 1,
  float: 1.5,
  numeric: { __class__: 'Decimal', decimal: '1.50' },
  boolean: true,
  date: { __class__: 'date', ...day },
  datetime: instant,
  timestamp: instant,
  many2one: 1,
  one2one: 1,
  one2many: [1],
  many2many: [1],
}

function exampleOf(type: string): { example?: unknown } {
  return Object.hasOwn(examples, type) ? { example: examples[type] } : {}
}
