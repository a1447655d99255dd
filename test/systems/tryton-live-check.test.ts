import { describeLook } from '../../src/cli/describe-look.ts'
import { lookAtSystem } from '../../src/cli/look-at-system.ts'
import { decimal } from '../../src/codecs/numbers.ts'
import { at } from '../../src/datasources/mapping.ts'
import { tryton } from '../../src/datasources/tryton/tryton.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'

type Fields = NonNullable<Parameters<typeof tryton>[0]['fields']>

const variable = (name: string) => process.env[name] ?? ''

describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'TRYTON_VIEWER_PASSWORD'),
  'what a real Tryton server says of its models',
  () => {
    async function look({
      user = 'gateway',
      fields = {},
      aheadMs = 0,
    }: { user?: string; fields?: Fields; aheadMs?: number } = {}) {
      const password = variable(user === 'gateway' ? 'TRYTON_GATEWAY_PASSWORD' : 'TRYTON_VIEWER_PASSWORD')
      const datasource = tryton({
        url: variable('TRYTON_URL'),
        user,
        password: new Secret(password, 'test'),
        currency: 'EUR',
        warehouse: 'WH',
        fields,
      }).open({
        system: 'ERP',
        now: () => Date.now() + aheadMs,
        onEvent: () => undefined,
        warn: (message) => expect(message).toBe('no warning'),
        embeddedDatabase: null,
      })
      try {
        const lines = describeLook(await lookAtSystem('ERP', datasource, () => undefined))
        return lines.map(({ level, about, text }) => `${level} ${about}: ${text}`)
      } finally {
        await datasource.close()
      }
    }
    const failures = (lines: readonly string[]) => lines.filter((line) => /^(FAIL|WARN) /.test(line))

    test('every mapped path is there, of its type, and nothing unavailable has come', async () => {
      const lines = await look()
      expect(failures(lines)).toEqual([])
      expect(lines).toContain('OK clock: the same as ours')
      for (const [kind, model] of [
        ['Customer', 'party.party'],
        ['Order', 'sale.sale'],
        ['InventoryItem', 'product.product'],
        ['InventoryItem/stock', 'product.product'],
      ])
        expect(lines).toContainEqual(
          expect.stringMatching(
            new RegExp(`^OK ${kind}: \\d+ paths of model ${model} are as they are mapped$`),
          ),
        )
      expect(lines).toContain('OK Order: the account may read, add, change')
    })

    test('a field that the server does not have is named with the one that is meant', async () => {
      const lines = await look({ fields: { Customer: { customerNumber: 'codes' } } })
      expect(failures(lines)).toContain(
        'FAIL Customer: ERP.codes → Customer.customerNumber: not there; code is. Fix: map it anew, or declare it unavailable',
      )
    })

    test('a field of another type than its codec reads is named', async () => {
      const number = at('active', decimal())
      expect(failures(await look({ fields: { Customer: { customerNumber: number } } }))).toContainEqual(
        expect.stringMatching(
          /^FAIL Customer: ERP\.active → Customer\.customerNumber: active is of type boolean: /,
        ),
      )
    })

    test('an account that may not read orders is told so, by the right that it lacks', async () => {
      const lines = failures(await look({ user: 'viewer' }))
      expect(lines).toContainEqual(
        expect.stringMatching(
          /^FAIL Order: ERP: model sale\.sale → Order: the account of the gateway may not read these records\. Fix: grant it the right to read sale\.sale/,
        ),
      )
      expect(lines).toContainEqual(expect.stringMatching(/^FAIL Order: cannot be read \(UPSTREAM_AUTH\)/))
      expect(lines.filter((line) => line.includes('ERP.lines'))).toEqual([])
    })

    test('a clock that differs by more than 30 s is a warning', async () => {
      const [clock] = failures(await look({ aheadMs: 120_000 }))
      expect(clock).toMatch(/^WARN clock: its clock is 1(19|20) s behind ours/)
    })
  },
)
