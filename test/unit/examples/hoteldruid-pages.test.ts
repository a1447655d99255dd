import { refusals } from '../../../examples/hoteldruid/booking-writing.ts'
import { pageFailures } from '../../../examples/hoteldruid/desk.ts'
import { classifyFailure } from '../../../src/datasources/failures.ts'

/** As a page has it between its menus. */
const page = (content: string) =>
  `<!DOCTYPE html><html><body><div id="contentbox"><div id="topsp"></div>\n${content}</div></body></html>`
const classify = (body: string, status = 200) => {
  const found = classifyFailure(pageFailures, { status, headers: {}, body, network: null })
  return found && [found.failure, found.effect]
}
const fieldOf = (body: string) => refusals.find((one) => one.page.test(body))?.field ?? null

const login = '<form action="inizio.php">Password: <input type="password" name="password_phpr"></form>'
const red = (text: string) => `<div style="display: inline; color: red;">${text}</div>`

test('what a page of HTTP 200 says is the failure that it is, and whether anything was done', () => {
  expect({
    wrongPassword: classify(page(`${red('Incorrect')} username or password.${login}`)),
    afterOne: classify(page(`After an ${red('incorrect')} login you must wait 5 seconds.${login}`)),
    lockedOut: classify(
      page(`Excessive number of ${red('incorrect')} logins in the last 90 minutes.${login}`),
    ),
    sessionEnded: classify(page(`${red('Expired')} session.${login}`)),
    noSession: classify(page(login)),
    takenMeanwhile: classify(
      page(`<b>It was not possible\n because the database has been modified meanwhile.</b>`),
    ),
    transactionEnded: classify(page(`${red('Transaction expired')}.<br>`)),
    statementFailed: classify(page('<br>ERROR in: select 1<br>')),
    empty: classify(''),
    blank: classify(' \n'),
    phpFailed: classify('', 500),
    done: classify(page('Reservation 31 inserted!')),
  }).toEqual({
    wrongPassword: ['AUTH', 'NONE'],
    afterOne: ['RATE_LIMITED', 'NONE'],
    lockedOut: ['RATE_LIMITED', 'NONE'],
    sessionEnded: ['EXPIRED', 'NONE'],
    noSession: ['EXPIRED', 'NONE'],
    takenMeanwhile: ['CONFLICT', 'NONE'],
    transactionEnded: ['CONFLICT', 'NONE'],
    statementFailed: ['UNAVAILABLE', 'UNKNOWN'],
    empty: ['BAD_RESPONSE', 'UNKNOWN'],
    blank: ['BAD_RESPONSE', 'UNKNOWN'],
    phpFailed: ['UNAVAILABLE', 'UNKNOWN'],
    done: null,
  })
})

test('what the first form refuses names the field that is wrong', () => {
  expect({
    full: fieldOf(page('The day from 21-01-2027 to 22-01-2027 is full.<br>')),
    split: fieldOf(page('<input type="hidden" name="nuovaprenotazione" value="Continua lo stesso">')),
    room: fieldOf(page('There are no rooms between the requested ones that can accommodate 2 people.<br>')),
    price: fieldOf(page('You must still insert the price of rate9 for the day from 03-05-2027')),
    dates: fieldOf(page('The dates are wrong.<br>')),
    held: fieldOf(page('<input type="hidden" name="id_transazione" value="20261128194745OASoTQhK135">')),
  }).toEqual({
    full: 'arrival',
    split: 'arrival',
    room: 'roomType',
    price: 'ratePlan',
    dates: 'arrival',
    held: null,
  })
})

test('a guest who writes what HotelDruid says makes no failure of it', () => {
  const words = [
    'The day from 21-01-2027 to 22-01-2027 is full.&lt;br&gt;',
    'because the database has been modified meanwhile.&lt;/b&gt;',
    '&gt;Transaction expired&lt;/',
    '&lt;br&gt;ERROR in: select 1',
    'name=&quot;password_phpr&quot;',
    'value=&quot;Continua lo stesso&quot;',
  ]
  for (const word of words) {
    const shown = page(`Reservation 31 for Mr/Ms ${word} inserted!<br>Comment: ${word}`)
    expect([word, classify(shown), fieldOf(shown)]).toEqual([word, null, null])
  }
})
