import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { createRecordedOpera } from './recorded-opera.ts'

describeNeeding(needsFolder(specsFolder), "crm/v1 of the sandbox keeps to Oracle's description", () => {
  const { call, simulator } = createRecordedOpera()
  const everything = ['Address', 'Communication', 'Membership', 'Preference']
    .map((one) => `fetchInstructions=${one}`)
    .join('&')

  test('all guests, in batches of the documented maximum', async () => {
    const ids = [...(simulator.records.profiles?.keys() ?? [])]
    expect(ids.length).toBeGreaterThan(400)
    for (let from = 0; from < ids.length; from += 200) {
      const batch = ids.slice(from, from + 200).map((id) => `profileIds=${id}`)
      const reply = await call('GET', `/crm/v1/profilesByIds?${batch.join('&')}&${everything}`)
      expect(reply.problems).toEqual([])
      expect(reply.status).toBe(200)
    }
  })

  test.each([
    ['by e-mail', 'email=clara.winterfeld@example.com'],
    ['by communication', 'communication=clara.winterfeld@example.com&summaryInfo=true'],
    ['by surname', 'profileName=Winter&givenName=Cl&limit=5&offset=0'],
    ['nobody', 'email=nobody@example.com'],
  ])('search %s', async (_, query) => {
    const reply = await call('GET', `/crm/v1/profiles?${query}`)
    expect(reply.problems).toEqual([])
    expect([200, 204]).toContain(reply.status)
  })

  test('one profile, with and without parts', async () => {
    expect((await call('GET', '/crm/v1/profiles/80003')).problems).toEqual([])
    expect((await call('GET', `/crm/v1/profiles/80003?${everything}`)).problems).toEqual([])
    const unknown = await call('GET', '/crm/v1/profiles/1')
    expect([unknown.status, unknown.problems]).toEqual([404, []])
  })

  test('a new profile and a change', async () => {
    const details = {
      customer: { personName: [{ givenName: 'Ida', surname: 'Sample', nameType: 'Primary' }], language: 'E' },
      emails: {
        emailInfo: [{ email: { emailAddress: 'ida.sample@example.com', type: 'EMAIL', primaryInd: true } }],
      },
      profileType: 'Guest',
    }
    const created = await call('POST', '/crm/v1/profiles', { body: { profileDetails: details } })
    expect([created.status, created.problems]).toEqual([201, []])
    const path = new URL(created.headers?.location ?? '').pathname
    const change = { profileDetails: { customer: { vipStatus: '2' } } }
    const changed = await call('PUT', path, { body: change })
    expect([changed.status, changed.problems]).toEqual([200, []])
  })

  test('refusals have the described shape', async () => {
    const refusals = [
      await call('GET', '/crm/v1/profiles'),
      await call('GET', '/crm/v1/profilesByIds?profileIds=1&fetchInstructions=Address,Communication', {
        judged: false,
      }),
      await call('PUT', '/crm/v1/profiles/80003', { body: {} }),
    ]
    expect(refusals.map(({ status, problems }) => [status, problems])).toEqual(refusals.map(() => [400, []]))
  })
})
