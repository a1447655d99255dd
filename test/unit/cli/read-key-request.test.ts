import { readKeyRequest, type CreateKeyOptions } from '../../../src/cli/read-key-request.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const { catalog } = readCatalog(loadSdl())
const good: CreateKeyOptions = {
  name: 'till',
  role: ['SALES'],
  scope: ['read:Customer'],
  attribute: ['accounts=ALL'],
}

test('what is typed becomes what is asked for', () => {
  const typed = {
    ...good,
    role: ['SALES', 'SALES', 'FINANCE'],
    attribute: ['properties=BER, HAM', 'accounts=ALL', 'note=a=b'],
    customer: 'CRM:40:1001',
    tenant: 'hotels',
    expires: '90d',
  }
  expect(readKeyRequest(typed, catalog)).toEqual({
    name: 'till',
    roles: ['SALES', 'FINANCE'],
    scopes: ['read:Customer'],
    attributes: { properties: ['BER', 'HAM'], accounts: 'ALL', note: ['a=b'] },
    customer: { system: 'CRM', externalId: '40:1001' },
    tenant: 'hotels',
    expiresInMs: 90 * 86_400_000,
  })
})

test('left out, a key has no customer, no attribute and no end', () => {
  expect(readKeyRequest({ name: 'all', role: ['FINANCE'], allScopes: true }, catalog)).toEqual({
    name: 'all',
    roles: ['FINANCE'],
    scopes: 'ALL',
    attributes: {},
    customer: null,
    tenant: 'default',
    expiresInMs: null,
  })
})

test('a customer needs no role: being one gives theirs', () => {
  expect(readKeyRequest({ name: 'app', scope: ['read:*'], customer: 'CRM:1' }, catalog).roles).toEqual([])
})

test.each<[what: string, options: CreateKeyOptions, says: RegExp]>([
  ['no name', { ...good, name: ' ' }, /^The name .* --name "nightly export"/],
  ['a name that a terminal would act on', { ...good, name: 'a\u001b[31m' }, /^The name .* printable/],
  ['an unknown role', { ...good, role: ['SALSE'] }, /^SALSE is no role: did you mean SALES\?/],
  ['a role that follows from who asks', { ...good, role: ['SELF'] }, /^SELF cannot be given: .*--customer/],
  [
    'the role of callers without a key',
    { ...good, role: ['ANONYMOUS'] },
    /^ANONYMOUS cannot be given: .*without a credential/,
  ],
  [
    'neither role nor customer',
    { ...good, role: [] },
    /^A key without a role could do nothing.*--role.*--customer/,
  ],
  ['no scope', { ...good, scope: [] }, /^A key without a scope could do nothing.*--scope.*--all-scopes/],
  ['some scopes and all', { ...good, allScopes: true }, /^Either --scope or --all-scopes/],
  [
    'an unknown scope',
    { ...good, scope: ['read:Custmer'] },
    /^"read:Custmer" names nothing of the schema: did you mean Customer\?/,
  ],
  [
    'an attribute without a value',
    { ...good, attribute: ['accounts=ALL', 'properties'] },
    /^The attribute properties has no value.*properties=BER,HAM/,
  ],
  [
    'an attribute with an empty value',
    { ...good, attribute: ['accounts=ALL', 'properties=BER,'] },
    /^The attribute properties has no value/,
  ],
  [
    'a rule’s attribute that is missing',
    { ...good, attribute: ['properties=BER'] },
    /^The key needs the attribute accounts: SALES sees Customer, Order only by it\. .*accounts=ALL/,
  ],
  ['an attribute without a name', { ...good, attribute: ['accounts=ALL', '=BER'] }, /^"" is no attribute/],
  ['an unknown system', { ...good, customer: 'CMR:1' }, /^There is no system CMR: did you mean CRM\?/],
  ['a customer without an id', { ...good, customer: 'CRM' }, /^The customer needs the id.*CRM:401001/],
  ['an end that is no duration', { ...good, expires: 'soon' }, /^A key expires after .*--expires 90d/],
  ['an end that has come', { ...good, expires: '0d' }, /^A key expires after/],
  ['an end in a thousand years', { ...good, expires: '365000d' }, /^A key expires after 1 s to 10 years/],
  ['an empty tenant', { ...good, tenant: '' }, /^The tenant has to be/],
])('%s is refused in one line with its fix', (_what, options, says) => {
  expect(() => readKeyRequest(options, catalog)).toThrow(
    expect.objectContaining({ problems: [{ file: null, line: null, message: expect.stringMatching(says) }] }),
  )
})

test('all problems are said at once', () => {
  expect(() => readKeyRequest({ role: ['SALSE'], expires: 'soon' }, catalog)).toThrow(
    /^The name .*\nSALSE .*\nA key without a scope .*\nA key expires .*$/,
  )
})
