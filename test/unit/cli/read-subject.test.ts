import { readSubject } from '../../../src/cli/read-subject.ts'

const systems = ['CRM', 'ERP']

test.each([
  ['email=anna@example.com', { by: 'KEY', key: 'email', value: 'anna@example.com' }],
  ['number=A=B:C', { by: 'KEY', key: 'number', value: 'A=B:C' }],
  ['ERP:C00012', { by: 'RECORD', system: 'ERP', externalId: 'C00012' }],
  ['ERP:a:b=c', { by: 'RECORD', system: 'ERP', externalId: 'a:b=c' }],
  ['5b0c8a2e-0000-5000-8000-000000000001', { by: 'ID', id: '5b0c8a2e-0000-5000-8000-000000000001' }],
])('%s', (text, subject) => {
  expect(readSubject(text, systems)).toEqual(subject)
})

test('a system that is none is refused with the nearest, and a key without a value with its form', () => {
  expect(() => readSubject('ERB:1', systems)).toThrow(/ERB is no system of the config; did you mean ERP/)
  expect(() => readSubject('email=', systems)).toThrow(/give the value of email/)
})
