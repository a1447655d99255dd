import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { answer, tokenRequest } from '../../../unit/sandbox/opera/open-opera.ts'
import { createRecordedOpera } from './recorded-opera.ts'

describeNeeding(
  needsFolder(specsFolder),
  "oauth, par and int of the sandbox keep to Oracle's description",
  () => {
    const { call, simulator, spec } = createRecordedOpera()

    test('a token', async () => {
      const request = tokenRequest()
      const reply = await answer(simulator, request)
      expect(reply.status).toBe(200)
      expect(spec.requestProblems(request)).toEqual([])
      expect(spec.replyProblems(request, reply)).toEqual([])
    })

    test('availability', async () => {
      const query =
        'roomStayStartDate=2027-03-01&roomStayEndDate=2027-03-05&adults=2&children=1&roomStayQuantity=1'
      const reply = await call('GET', `/par/v1/hotels/HWBER/availability?${query}`)
      expect([reply.status, reply.problems]).toEqual([200, []])
      const refused = await call('GET', '/par/v1/hotels/HWBER/availability')
      expect([refused.status, refused.problems]).toEqual([400, []])
    })

    test('business events', async () => {
      const path = '/int/v1/externalSystem/HEADWATER/hotels/HWBER/businessEvents?limit=20'
      const empty = await call('GET', path)
      expect([empty.status, empty.problems]).toEqual([204, []])
      await call('PUT', '/crm/v1/profiles/80003', {
        body: { profileDetails: { customer: { vipStatus: '3' } } },
      })
      const reply = await call('GET', path)
      expect([reply.status, reply.problems]).toEqual([200, []])
    })
  },
)

describeNeeding(
  needsFolder(specsFolder),
  "the judge itself tells Oracle's description from anything else",
  () => {
    const { call } = createRecordedOpera()

    test.each<[string, string, Record<string, string>?]>([
      ['an unknown parameter', '/rsv/v1/reservations?page=2'],
      ['a status in the spelling of replies', '/rsv/v1/reservations?reservationStatuses=Waitlisted'],
      ['a date that is none', '/rsv/v1/reservations?stayOn=tomorrow'],
      ['an application key that is no UUID', '/rsv/v1/reservations', { 'x-app-key': 'secret' }],
    ])('%s', async (_, target, headers = {}) => {
      expect((await call('GET', target, { headers })).problems).not.toEqual([])
    })

    test('a property that no schema names', async () => {
      const body = { profileDetails: { customer: { vipLevel: '3' } } }
      expect((await call('PUT', '/crm/v1/profiles/80003', { body })).problems).not.toEqual([])
    })
  },
)
