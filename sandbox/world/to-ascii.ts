/** As people write a name where the keyboard has no such letters: `Müller` → `Mueller`, `Lefèvre` → `Lefevre`. */
export function toAscii(text: string): string {
  return text
    .replaceAll(/[äöüÄÖÜßøØåÅæÆ]/g, (letter) => spelledOut[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
}

const spelledOut: Record<string, string> = {
  ...{ ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ß: 'ss' },
  ...{ ø: 'o', Ø: 'O', å: 'a', Å: 'A', æ: 'ae', Æ: 'Ae' },
}
