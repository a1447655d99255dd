import { profileDetails } from '../../../../src/datasources/opera/profile-details.ts'

const stored = {
  customer: {
    personName: [
      { givenName: 'A.', surname: 'Lovelace', nameType: 'External' },
      { givenName: 'Ada', surname: 'Lovelace', nameTitle: 'Ms', nameType: 'Primary' },
    ],
  },
  emails: {
    emailInfo: [
      {
        id: '1',
        type: 'Communication',
        email: { emailAddress: 'old@example.com', type: 'EMAIL', primaryInd: false },
      },
      {
        id: '2',
        type: 'Communication',
        email: { emailAddress: 'ada@example.com', type: 'WORK', primaryInd: true },
      },
    ],
  },
}

test('the primary name is changed, with what else it has, and the others stay', () => {
  expect(profileDetails({ familyName: 'King' }, stored)).toEqual({
    customer: {
      personName: [
        { givenName: 'Ada', surname: 'King', nameTitle: 'Ms', nameType: 'Primary' },
        { givenName: 'A.', surname: 'Lovelace', nameType: 'External' },
      ],
    },
  })
})

test('the primary e-mail is changed by its id and keeps its kind', () => {
  expect(profileDetails({ email: 'ada@example.org' }, stored)).toEqual({
    emails: {
      emailInfo: [
        { id: '2', type: 'Communication', email: { emailAddress: 'ada@example.org', primaryInd: true } },
      ],
    },
  })
})

test('a first phone is a new entry', () => {
  expect(profileDetails({ phone: '+4930100000' }, stored)).toEqual({
    telephones: {
      telephoneInfo: [
        {
          telephone: {
            phoneNumber: '+4930100000',
            phoneTechType: 'PHONE',
            phoneUseType: 'MOBILE',
            primaryInd: true,
          },
        },
      ],
    },
  })
})

test('what is not given is not sent', () => {
  expect(profileDetails({}, stored)).toEqual({})
})
