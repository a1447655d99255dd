import { businessCentralFailures } from '../../../../src/datasources/business-central/failures.ts'
import { classifyReply } from '../../../../src/datasources/failures.ts'

function classify(status: number, body: unknown) {
  const response = { status, headers: { 'content-type': 'application/json' }, body: '' }
  return classifyReply(businessCentralFailures, response, body)?.failure ?? null
}
const errorBody = (code: string, message = 'What people read.') => ({ error: { code, message } })

test.each([
  [404, 'Internal_RecordNotFound', 'NOT_FOUND'],
  [404, 'Internal_CompanyNotFound', 'SCHEMA_DRIFT'],
  [404, 'BadRequest_NotFound', 'SCHEMA_DRIFT'],
  [404, 'BadRequest_ResourceNotFound', 'SCHEMA_DRIFT'],
  [409, 'Request_EntityChanged', 'CONFLICT'],
  [412, 'Request_EntityChanged', 'CONFLICT'],
  [401, 'Authentication_InvalidCredentials', 'AUTH'],
  [403, 'Authorization_RequestDenied', 'FORBIDDEN'],
  [400, 'Authorization_InvalidToken', 'FORBIDDEN'],
  [400, 'BadRequest', 'VALIDATION'],
  [412, 'BadRequest_InvalidToken', 'VALIDATION'],
  [501, 'BadRequest_MethodNotImplemented', 'VALIDATION'],
  [400, 'Application_DialogException', 'VALIDATION'],
  [500, 'Application_StringExceededLength', 'VALIDATION'],
  [400, 'Internal_EntityWithSameKeyExists', 'VALIDATION'],
  [400, 'Internal_InvalidTableRelation', 'VALIDATION'],
  [400, 'Internal_DataNotFoundFilter', 'UNAVAILABLE'],
  [500, 'Internal_ServerError', 'UNAVAILABLE'],
  [429, 'Application_TooManyRequests', 'RATE_LIMITED'],
  [408, 'Application_RequestTimeout', 'TIMEOUT'],
  [504, 'Internal_GatewayTimeout', 'TIMEOUT'],
  [503, 'Application_ServiceBusy', 'UNAVAILABLE'],
])('%d %s is %s', (status, code, expected) => {
  expect(classify(status, errorBody(code))).toBe(expected)
})

test('a property that the vendor does not have is drift, not the fault of who asked', () => {
  const message = "Could not find a property named 'colour' on type 'Microsoft.NAV.customer'."
  expect(classify(400, errorBody('BadRequest', message))).toBe('SCHEMA_DRIFT')
})

test('a 404 without a code is never a missing record', () => {
  expect(classify(404, undefined)).toBe('SCHEMA_DRIFT')
})

test('a list is no failure, whatever its records say', () => {
  expect(classify(200, { value: [{ error: 'Internal_ServerError' }] })).toBeNull()
})
