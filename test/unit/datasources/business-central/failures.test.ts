import {
  businessCentralFailures,
  businessCentralRequestId,
  tokenRequestId,
} from '../../../../src/datasources/business-central/failures.ts'
import {
  customerMapping,
  inventoryItemMapping,
  orderMapping,
  stockMapping,
} from '../../../../src/datasources/business-central/mapping.ts'
import { classifyFailure } from '../../../../src/datasources/failures.ts'
import { tokenFailures } from '../../../../src/datasources/transport/client-credentials.ts'

const options = { localCurrency: 'EUR', defaultPhoneRegion: 'DE', warn: () => {} }
const mappings = [
  customerMapping(options),
  orderMapping(options),
  inventoryItemMapping(options),
  stockMapping(),
]
const correlationId = '0c5b7a10-0000-4000-8000-00000000beef'

function classify(status: number, body: unknown, rules = businessCentralFailures(mappings)) {
  const headers = { 'content-type': 'application/json; odata.metadata=minimal' }
  return classifyFailure(rules, { status, headers, body, network: null })
}
const errorBody = (code: string, message = 'What people read.', rest: object = {}) => ({
  error: { code, message: `${message}  CorrelationId:  ${correlationId}.`, ...rest },
})

test.each([
  ['no such record', 404, 'Internal_RecordNotFound', 'NOT_FOUND'],
  ['no such company', 404, 'Internal_CompanyNotFound', 'SCHEMA_DRIFT'],
  ['a query that it cannot read', 404, 'BadRequest_NotFound', 'SCHEMA_DRIFT'],
  ['no such entity set', 404, 'BadRequest_ResourceNotFound', 'SCHEMA_DRIFT'],
  ['changed meanwhile', 409, 'Request_EntityChanged', 'CONFLICT'],
  ['changed meanwhile, as a failed precondition', 412, 'Request_EntityChanged', 'CONFLICT'],
  ['a token that ended', 401, 'Authentication_InvalidCredentials', 'EXPIRED'],
  ['an account that is refused', 403, 'Authentication_InvalidCredentials', 'AUTH'],
  ['no permission', 403, 'Authorization_RequestDenied', 'FORBIDDEN'],
  ['no permission, as a bad request', 400, 'Authorization_InvalidToken', 'FORBIDDEN'],
  ['no permission, as unauthorised', 401, 'Authorization_RequestDenied', 'FORBIDDEN'],
  ['a body that it cannot read', 400, 'BadRequest', 'VALIDATION'],
  ['a version that it cannot read', 412, 'BadRequest_InvalidToken', 'VALIDATION'],
  ['a method that the set does not take', 405, 'BadRequest_MethodNotAllowed', 'BAD_RESPONSE'],
  ['an action that the set does not have', 501, 'BadRequest_MethodNotImplemented', 'BAD_RESPONSE'],
  ['a rule of the application', 400, 'Application_DialogException', 'VALIDATION'],
  ['a text that is too long, permanent as a 500', 500, 'Application_StringExceededLength', 'VALIDATION'],
  ['a question to a person, permanent as a 500', 500, 'Application_CallbackNotAllowed', 'VALIDATION'],
  ['a key that is taken', 400, 'Internal_EntityWithSameKeyExists', 'CONFLICT'],
  ['a key that is taken, permanent as a 500', 500, 'Internal_EntityWithSameKeyExists', 'CONFLICT'],
  ['a code that no table has, permanent as a 500', 500, 'Internal_InvalidTableRelation', 'VALIDATION'],
  ['entries that are missing, permanent as a 500', 500, 'Internal_DataNotFoundFilter', 'VALIDATION'],
  ['a database that is away', 500, 'Internal_ServerError', 'UNAVAILABLE'],
  ['a database that is away, as a bad request', 400, 'Internal_ServerError', 'UNAVAILABLE'],
  ['a tenant that is away', 400, 'Internal_TenantUnavailable', 'UNAVAILABLE'],
  ['too many calls', 429, 'Application_TooManyRequests', 'RATE_LIMITED'],
  ['too long a call', 408, 'Application_RequestTimeout', 'TIMEOUT'],
  ['too long a call, by its proxy', 504, 'Internal_GatewayTimeout', 'TIMEOUT'],
  ['too long in the queue', 503, 'Application_ServiceBusy', 'UNAVAILABLE'],
  ['too large a body', 413, 'Application_RequestTooLarge', 'BAD_RESPONSE'],
  ['a media type that it does not take', 415, 'BadRequest', 'BAD_RESPONSE'],
  ['an unknown code, by its status', 500, 'Unknown', 'UNAVAILABLE'],
])('%s: %d %s is %s', (_, status, code, expected) => {
  expect(classify(status, errorBody(code))?.failure).toBe(expected)
})

test.each([
  ["Could not find a property named 'number' on type 'Microsoft.NAV.salesOrder'.", 'number'],
  ["Could not find a property named 'number' on type 'Microsoft.NAV.item'.", 'sku'],
  ["Could not find a property named 'description' on type 'Microsoft.NAV.salesOrderLine'.", 'lines'],
  ["Could not find a property named 'colour' on type 'Microsoft.NAV.customer'.", null],
  ["Could not find a property named 'number' on type 'Microsoft.NAV.vendor'.", null],
])('a property that the vendor does not have is drift, not the fault of who asked: %s', (message, field) => {
  expect(classify(400, errorBody('BadRequest', message))).toMatchObject({ failure: 'SCHEMA_DRIFT', field })
})

test.each([
  [
    'the message',
    errorBody('BadRequest_RequiredParamNotProvided', "Field 'creditLimit' must not be blank."),
    'creditLimit',
  ],
  [
    'target',
    errorBody('Application_DialogException', 'No.', { target: 'customers/taxRegistrationNumber' }),
    'taxId',
  ],
  ['a property of several entities', errorBody('BadRequest', "The property 'number' is not valid."), null],
  ['a caption', errorBody('BadRequest_InvalidOperation', "Control 'Last Date Modified' is read-only."), null],
  ['a name of objects', errorBody('BadRequest', "The property 'constructor' is not valid."), null],
])('the field of a refused value is found by what %s names', (_, body, field) => {
  expect(classify(400, body)).toMatchObject({ failure: 'VALIDATION', field })
})

test.each([404, 405])('%d without a code is never a missing record', (status) => {
  expect(classify(status, undefined)?.failure).toBe(status === 404 ? 'SCHEMA_DRIFT' : 'BAD_RESPONSE')
})

test('a list is no failure, whatever its records say', () => {
  expect(classify(200, { value: [{ error: 'Internal_ServerError' }] })).toBeNull()
})

test('the id of a call is the one at the end of the message', () => {
  expect(businessCentralRequestId(errorBody('Unknown'))).toBe(correlationId)
  expect(businessCentralRequestId({ error: { message: 'CorrelationId: ask Anna' } })).toBeUndefined()
  expect(businessCentralRequestId(undefined)).toBeUndefined()
})

const refusal = (error: string, number: number) => ({
  error,
  error_description: `AADSTS${number}: What people read.`,
  error_codes: [number],
  correlation_id: correlationId,
})

test.each([
  [401, refusal('invalid_client', 7000215), 'AUTH'],
  [400, refusal('unauthorized_client', 700016), 'AUTH'],
  [400, refusal('invalid_scope', 1002012), 'AUTH'],
  [429, refusal('temporarily_unavailable', 50196), 'RATE_LIMITED'],
  [400, refusal('temporarily_unavailable', 90006), 'UNAVAILABLE'],
  [500, refusal('server_error', 90033), 'UNAVAILABLE'],
  [408, undefined, 'TIMEOUT'],
  [503, undefined, 'UNAVAILABLE'],
])('the token endpoint: %d %j is %s', (status, body, expected) => {
  expect(classify(status, body, tokenFailures)?.failure).toBe(expected)
})

test("the token endpoint's id of a call stands in its body", () => {
  expect(tokenRequestId(refusal('invalid_client', 7000215))).toBe(correlationId)
  expect(tokenRequestId({})).toBeUndefined()
})
