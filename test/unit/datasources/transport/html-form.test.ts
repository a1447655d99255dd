import { readHiddenField, readHtmlForm } from '../../../../src/datasources/transport/html-form.ts'

const page = `<html><form action="search"><input name="q" value="x"><button name="go"></button></form>
<form METHOD="post" action="save">
  <input type="hidden" name="id" value="25"><INPUT TYPE='hidden' NAME='empty' VALUE=''>
  <input name="title" value="O&#039;Neil &amp; &lt;Sons&gt; &quot;A&quot; &#x6587;">
  <input type="checkbox" name="ticked" value="SI" checked><input type="checkbox" name="unticked" value="SI">
  <input type="checkbox" name="plain" checked="checked"><input type="radio" name="way" value="a"><input type="radio" name="way" value="b" checked>
  <input type="submit" name="save" value="Save"><input type="button" name="js" value="x"><input type="image" name="image">
  <textarea name="notes" rows="3">
First &lt;b&gt; line
second</textarea>
  <select name="rate"><option value="">-<option value="t1">One</option><option value="t2" selected>Two</option></select>
  <select name="unchosen"><option>First &amp; only</option></select>
  <input type="text" value="no name">
</form></html>`

test('a form is what a browser would send of it as it stands', () => {
  expect(readHtmlForm(page, 'title')).toEqual({
    id: '25',
    empty: '',
    title: 'O\'Neil & <Sons> "A" 文',
    ticked: 'SI',
    plain: 'on',
    way: 'b',
    notes: 'First <b> line\nsecond',
    rate: 't2',
    unchosen: 'First & only',
  })
})

test('the form is the one that has the field, also one that is not sent', () => {
  expect(readHtmlForm(page, 'q')).toEqual({ q: 'x' })
  expect(readHtmlForm(page, 'unticked')).toHaveProperty('id', '25')
})

test('a page without such a form has none', () => {
  expect(readHtmlForm(page, 'nothing')).toBeNull()
  expect(readHtmlForm('<input name="outside" value="1">', 'outside')).toBeNull()
  expect(readHtmlForm('', 'title')).toBeNull()
})

test('a hidden field is found in whichever form it is; a visible or empty one is none', () => {
  expect(readHiddenField(page, 'id')).toBe('25')
  expect([readHiddenField(page, 'title'), readHiddenField(page, 'empty')]).toEqual([null, null])
})

test('a value that looks like markup stays within its field', () => {
  const hostile = `<form><input type="hidden" name="a" value="&quot;&gt;&lt;input type=hidden name=id value=7"><input type="hidden" name="b" value="2"></form>`
  expect(readHtmlForm(hostile, 'b')).toEqual({ a: '"><input type=hidden name=id value=7', b: '2' })
  expect(readHiddenField(hostile, 'id')).toBeNull()
})
