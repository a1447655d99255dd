/** Where the world's people live, and how people there are called. All names are common ones, combined by chance. */
export interface Region {
  country: string
  language: string
  /** Relative share of the population. */
  share: number
  givenNames: readonly string[]
  familyNames: readonly string[]
  streets: readonly string[]
  places: readonly (readonly [postalCode: string, city: string])[]
}

const german = {
  givenNames: 'Jürgen Käthe Björn Sören Uwe Antje Lena Jonas Mia Felix Heike Torsten Anneliese Günther'.split(
    ' ',
  ),
  familyNames: 'Müller Schäfer Köhler Strauß Weiß Krüger Vogel Brandt Jäger Groß Lindner Böhm Seidel'.split(
    ' ',
  ),
  streets: ['Hauptstraße', 'Bahnhofstraße', 'Gartenweg', 'Lindenallee', 'Große Gasse', 'Mühlenweg'],
}

export const regions: readonly Region[] = [
  {
    ...german,
    country: 'DE',
    language: 'de-DE',
    share: 46,
    places: [
      ['10115', 'Berlin'],
      ['80331', 'München'],
      ['20095', 'Hamburg'],
      ['60311', 'Frankfurt am Main'],
      ['50667', 'Köln'],
      ['90402', 'Nürnberg'],
    ],
  },
  {
    country: 'US',
    language: 'en-US',
    share: 18,
    givenNames: 'Walter Grace Ethan Nora Miles Ruth Caleb Ivy Dylan Paige'.split(' '),
    familyNames: 'Carter Hayes Bennett Foster Reed Sullivan Brooks Palmer Whitman'.split(' '),
    streets: ['Main Street', 'Oak Avenue', 'Maple Drive', 'Lake Road'],
    places: [
      ['10001', 'New York'],
      ['60601', 'Chicago'],
      ['94103', 'San Francisco'],
      ['20001', 'Washington'],
    ],
  },
  {
    country: 'GB',
    language: 'en-GB',
    share: 12,
    givenNames: 'Alfie Poppy Nigel Hazel Rupert Imogen Callum Bryony'.split(' '),
    familyNames: "Ashworth Pemberton O'Hara Whitlock Barlow Hargreaves Smythe".split(' '),
    streets: ['High Street', 'Church Lane', 'Station Road'],
    places: [
      ['EC1A 1BB', 'London'],
      ['M1 1AE', 'Manchester'],
      ['EH1 1YZ', 'Edinburgh'],
    ],
  },
  {
    country: 'FR',
    language: 'fr-FR',
    share: 10,
    givenNames: 'Élodie François Chloé Rémi Anaïs Benoît Hélène Théo'.split(' '),
    familyNames: 'Lefèvre Gauthier Béranger Moreau Noël Dupré Fournier'.split(' '),
    streets: ['rue de la Paix', 'avenue des Tilleuls', 'place du Marché'],
    places: [
      ['75001', 'Paris'],
      ['69001', 'Lyon'],
      ['67000', 'Strasbourg'],
    ],
  },
  {
    ...german,
    country: 'AT',
    language: 'de-AT',
    share: 6,
    places: [
      ['1010', 'Wien'],
      ['6020', 'Innsbruck'],
    ],
  },
  {
    country: 'ES',
    language: 'es-ES',
    share: 4,
    givenNames: 'José Begoña Íñigo Lucía Andrés Núria'.split(' '),
    familyNames: 'Núñez Ibáñez Muñoz Peña Castaño'.split(' '),
    streets: ['calle Mayor', 'avenida del Sol'],
    places: [
      ['28001', 'Madrid'],
      ['08001', 'Barcelona'],
    ],
  },
  {
    country: 'SE',
    language: 'sv-SE',
    share: 4,
    givenNames: 'Åsa Göran Maja Örjan Linnéa Nils'.split(' '),
    familyNames: 'Åkesson Sjöberg Öhman Lindqvist Nyström'.split(' '),
    streets: ['Storgatan', 'Björkvägen'],
    places: [
      ['111 20', 'Stockholm'],
      ['411 03', 'Göteborg'],
    ],
  },
]

export const companies: readonly string[] = [
  'Brückenbau Muster GmbH',
  'Example Analytics Inc.',
  'Fjord & Söhne KG',
  'Sample Logistics Ltd',
  'Société Exemple SARL',
  'Tideline Software AG',
  'Nordlicht Reisen GmbH',
]
