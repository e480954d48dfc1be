/** Invented comments under invented articles, of the kinds a desk meets; for pages that must look like work. */
export const ARTICLES = [
  { key: 'bridge', title: 'The old bridge reopens after two years', section: 'Local' },
  { key: 'budget', title: 'Council votes on next year’s budget tonight', section: 'Politics' },
  { key: 'derby', title: 'Late goal decides the derby', section: 'Sport' },
] as const

type WrittenComment = {
  readonly article: (typeof ARTICLES)[number]['key']
  readonly name: string
  readonly text: string
  readonly website?: string
  readonly email?: string
}

export const WRITTEN: readonly WrittenComment[] = [
  {
    article: 'bridge',
    name: 'Marta Lindqvist',
    text: 'I crossed it this morning with my two children. The new railing is lower than the plans said it would be; could the paper ask the building office whether that was checked?',
    email: 'marta@example.org',
  },
  {
    article: 'bridge',
    name: 'Coins4You',
    text: 'My uncle made 4,000 in a week from home! Look at https://coins.example/start and https://coins.example/more and https://fast-money.example before it closes!!!',
    website: 'https://coins.example',
  },
  {
    article: 'budget',
    name: 'Old Harbour Reader',
    text: 'You are a complete idiot if you believe a word of this, and everybody who votes for her is a moron too.',
  },
  {
    article: 'budget',
    name: 'T. Okafor',
    text: 'The figures are public: see https://council.example/budget/2027 and the annex at https://council.example/annex. Schools get less than last year once inflation is counted.',
    email: 't.okafor@example.net',
  },
  {
    article: 'derby',
    name: 'Nordkurve',
    text: 'THAT WAS NEVER A PENALTY AND EVERYBODY IN THE STADIUM SAW IT!!!!!!!! THE REFEREE SHOULD BE ASHAMED OF HIMSELF',
  },
  {
    article: 'derby',
    name: 'Call me',
    text: 'The referee lives at 14 Mill Lane and his number is +44 20 7946 0958, ring him tonight and tell him what you think.',
  },
  {
    article: 'bridge',
    name: 'Elif',
    text: 'Wie immer alles zu spät und zu teuer, aber schön ist sie geworden. http://photos.example/a http://photos.example/b',
  },
  {
    article: 'budget',
    name: 'Coins4You',
    text: 'My uncle made 4,000 in a week from home! Look at https://coins.example/start and https://coins.example/more and https://fast-money.example before it closes!!!',
    website: 'https://coins.example',
  },
  {
    article: 'derby',
    name: 'Ruth',
    text: 'A fair result in the end. Both keepers had the game of their lives, and the crowd behaved, which was not a given after last year.',
  },
]
