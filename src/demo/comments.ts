/** A letter of the demo's readers, shown from the first start. */
export type DemoComment = {
  readonly name: string
  /** How long after the article appeared. */
  readonly hoursAfter: number
  readonly likes: number
  readonly text: string
  /** The newsroom chose it. */
  readonly isPicked?: true
  readonly replies?: readonly DemoComment[]
}

/** Letters by the key of their article. Everybody in them is made up. */
export const DEMO_COMMENTS: Readonly<Record<string, readonly DemoComment[]>> = {
  foghorn: [
    {
      name: 'Marit Engen',
      hoursAfter: 1.2,
      likes: 14,
      text: 'I am one of the four hundred. My letter said only this: my children are grown and gone, and on foggy mornings that note is the last thing in the house that still sounds as it did when they were small.\n\nTwelve to eleven. I can live with twelve to eleven.',
      isPicked: true,
      replies: [
        {
          name: 'J. Reiter',
          hoursAfter: 2.1,
          likes: 9,
          text: 'Jonas Reiter here, the one who said it may speak in any key. I have now been told at the bakery that I have no soul. For the record, I shall miss it too. I just don’t want anybody on the rocks while we talk about it.',
          replies: [
            {
              name: 'Marit Engen',
              hoursAfter: 2.6,
              likes: 5,
              text: 'You brought my brother home in ’94, Jonas. Your soul is not in question. Which bakery?',
            },
          ],
        },
        {
          name: 'Tove',
          hoursAfter: 5.5,
          likes: 2,
          text: 'The library should put a chair next to that button.',
        },
      ],
    },
    {
      name: 'Dr Amadou Keita',
      hoursAfter: 3.4,
      likes: 7,
      text: 'A small correction from a physicist, offered with affection: cold air is slower air. On a freezing morning the horn may well have been an E flat at the mole and something else again by the time it reached St Mary’s. The man with the pencil may have been standing in the wrong place.',
      replies: [
        {
          name: 'Oskar Brandt',
          hoursAfter: 4.3,
          likes: 11,
          text: 'Sir, the speed changes, the pitch does not: as many waves arrive in a second as leave. But I thank you for the first letter this month that does not ask me to leave town.',
        },
        {
          name: 'Dr Amadou Keita',
          hoursAfter: 4.9,
          likes: 6,
          text: 'He is right, and I am off to apologise to my first-year students. (The horn itself does go flat in the cold, though. I insist on that much.)',
        },
      ],
    },
    {
      name: 'Lotte F.',
      hoursAfter: 8,
      likes: 3,
      text: 'I sing alto in the choir in question. We can find an E perfectly well. It’s the basses.',
    },
    {
      name: 'Ravi',
      hoursAfter: 20,
      likes: 1,
      text: 'New in town, second winter. I thought it was a ship. For a year and a half I have admired how punctual that ship was.',
    },
  ],
  'night-ferry': [
    {
      name: 'Ruth Amsel',
      hoursAfter: 2,
      likes: 8,
      text: 'Since I am quoted: the choir season starts on the ninth. Bring a coat, the saloon door still doesn’t close.',
      replies: [
        {
          name: 'Bo',
          hoursAfter: 3,
          likes: 4,
          text: 'It closes if you lift it. My grandfather hung that door.',
        },
      ],
    },
    {
      name: 'Second Half',
      hoursAfter: 9,
      likes: 12,
      text: 'Grey Island, married twenty-two years. Last Friday we finally found out how “The Cherry Orchard” ends. We had imagined something more cheerful.',
    },
    {
      name: 'Halvor',
      hoursAfter: 14,
      likes: 1,
      text: 'It’s leeks.',
    },
  ],
  'harbour-bridge': [
    {
      name: 'Hanna W.',
      hoursAfter: 4,
      likes: 17,
      text: 'The cake was excellent. I still owe the shift before mine eleven minutes.',
    },
    {
      name: 'Kurt Dahl',
      hoursAfter: 6,
      likes: 2,
      text: 'I drive a delivery van over that bridge six times a day. A minute and ten is about right, and I’ve had the best view in town for it. Count the walkers too, please, half of them are my customers.',
    },
  ],
  herring: [
    {
      name: 'Nils at the smokehouse',
      hoursAfter: 5,
      likes: 6,
      text: 'Can confirm: third batch. The first two were for learning.',
    },
  ],
}
