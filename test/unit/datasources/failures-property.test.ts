import fc from 'fast-check'
import {
  businessCentralFailures,
  businessCentralRequestId,
  tokenRequestId,
} from '../../../src/datasources/business-central/failures.ts'
import { classifyFailure, type FailureRule } from '../../../src/datasources/failures.ts'
import { hubspotFailures, hubspotRequestId } from '../../../src/datasources/hubspot/failures.ts'
import { at, defineMapping } from '../../../src/datasources/mapping.ts'
import {
  operaFailures,
  tokenFailures as operaTokenFailures,
} from '../../../src/datasources/opera/failures.ts'
import { describeFailure, postgresFailures } from '../../../src/datasources/postgres/failures.ts'
import { tokenFailures } from '../../../src/datasources/transport/client-credentials.ts'
import { loginFailures, trytonFailures } from '../../../src/datasources/tryton/failures.ts'

const mapping = defineMapping({
  entity: 'Customer',
  id: 'id',
  fields: { email: at('properties.email'), code: 'code', party: at(['party.', 'id']) },
})
const tables: Record<string, readonly FailureRule[]> = {
  'no rules of its own': [],
  HubSpot: hubspotFailures(mapping),
  'Business Central': businessCentralFailures([mapping]),
  'OAuth tokens': tokenFailures,
  OPERA: operaFailures([mapping]),
  'OPERA tokens': operaTokenFailures,
  Tryton: trytonFailures([mapping]),
  'Tryton log-in': loginFailures,
  PostgreSQL: postgresFailures([{ table: 'guests', mapping }]),
}

/** Members that vendors have, with values of any type, so that rules get past their first look. */
const names = [
  'error',
  'errors',
  'code',
  'message',
  'in',
  'context',
  'category',
  'o:errorPath',
  'o:errorDetails',
]
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom(
      'UserError',
      'BadRequest_X',
      'field \'code\' in "Party"',
      "named 'x' on type 'y'",
      'a[0].__proto__',
    ),
    fc.array(tie('body'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('body'), { maxKeys: 4 }),
  ),
}))
const headers = fc.dictionary(fc.constantFrom('content-type', 'retry-after', 'x-request-id'), fc.string())

test.each(Object.entries(tables))(
  'any reply to %s has a class, and from 400 on it is a failure',
  (_, rules) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        headers,
        fc.option(body, { nil: undefined }),
        (status, sent, json) => {
          const classified = classifyFailure(rules, { status, headers: sent, body: json, network: null })
          if (status >= 300) expect(classified?.failure).toBeDefined()
          expect([null, 'email', 'code', 'party']).toContain(classified?.field ?? null)
        },
      ),
    )
  },
)

test.each(Object.entries(tables))(
  '%s: a call without a reply is a failure whatever the network says',
  (_, rules) => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((code) => code !== '\n'),
        (network) => {
          const failed = classifyFailure(rules, { status: null, headers: {}, body: undefined, network })
          expect(failed?.failure).toBeDefined()
        },
      ),
    )
  },
)

test('a rule that says so explicitly makes a success of any status', () => {
  const rules: FailureRule[] = [{ when: { status: 404, header: { 'x-empty': /^yes$/ } }, then: null }]
  const evidence = { status: 404, body: undefined, network: null }
  expect(classifyFailure(rules, { ...evidence, headers: { 'x-empty': 'yes' } })).toBeNull()
  expect(classifyFailure(rules, { ...evidence, headers: {} })?.failure).toBe('NOT_FOUND')
})

test.each([
  [200, 'BAD_RESPONSE', { status: [200, 299], contentType: /^text\/html/ }],
  [202, 'UNAVAILABLE', { status: 202 }],
  [304, 'BAD_RESPONSE', {}],
  [500, 'VALIDATION', { status: 500, body: { 'error.kind': /^permanent$/ } }],
] as const)('%d can be the failure %s', (status, then, when) => {
  const evidence = {
    status,
    headers: { 'content-type': 'text/html' },
    body: { error: { kind: 'permanent' } },
  }
  const rules = status === 304 ? [] : [{ when, then }]
  expect(classifyFailure(rules, { ...evidence, network: null })?.failure).toBe(then)
})

test('whatever is thrown or sent, its id and description are found without a throw', () => {
  fc.assert(
    fc.property(fc.option(body, { nil: undefined }), (json) => {
      for (const find of [hubspotRequestId, businessCentralRequestId, tokenRequestId])
        expect(['string', 'undefined']).toContain(typeof find(json))
      expect(describeFailure(json).evidence.network).not.toBe('')
    }),
  )
})
