/*
 * The demo's newspaper: what a news site would bring along. Everything in it is made up.
 */

export type DemoArticle = {
  /** The news site's own id of the article, and its address below `/demo`. */
  readonly key: string
  readonly section: string
  readonly headline: string
  readonly standfirst: string
  readonly byline: string
  readonly picture: {
    readonly name: string
    readonly alt: string
    readonly caption: string
  } | null
  /** Paragraphs and, marked as such, subheadings. */
  readonly body: readonly (string | { readonly heading: string })[]
}

/** The newspaper's site; its pages are served by this service itself. */
export const DEMO_SITE = 'demo'
export const NEWSPAPER = 'The Harbour Post'

const FOGHORN: DemoArticle = {
  key: 'foghorn',
  section: 'Harbour',
  headline: 'The foghorn has been flat for 98 years. On Thursday they tune it',
  standfirst:
    'A piano tuner, a retired pilot and a vote that nobody expected to be close: how a town came to argue about a single note.',
  byline: 'Ines Falk',
  picture: {
    name: 'harbour',
    alt: 'Drawing of a lighthouse at the end of a mole, with the sound of a horn spreading over a calm sea.',
    caption: 'The North Mole, from which the note is heard on the islands. Drawing: The Harbour Post',
  },
  body: [
    'The note that has told three generations of skippers where the rocks are is an E flat. It was meant to be an E.',
    'Nobody would have known, had the harbour authority not asked Oskar Brandt, who tunes the two grand pianos at the music school and most of the uprights in town, to come up to the lighthouse in February with his box of forks. The diaphragm of the old horn had cracked, a new one had been cast, and somebody had to say whether it sounded the same. Mr Brandt listened for a while with his eyes shut. “It sounds right,” he said. “It’s the old one that is wrong.”',
    'He found the proof in the harbour’s archive, in the maker’s letter of 1928: one horn, for the North Mole, “to speak the E below middle C”. In the margin, in another hand, someone had pencilled a single word. The word was “nearly”.',
    { heading: 'Four hundred letters' },
    'What followed surprised everyone, the harbour master first of all. Petra Lund announced on a Monday that the new horn would be put right, and by the Friday she had four hundred letters. “I had eleven about the container quay,” she said.',
    'They came from people who had learned to sleep to that note, and from people who had not slept because of it. A choir conductor confessed that her basses could not find an E unless the weather was clear. A woman of ninety wrote that her husband had proposed in fog, between two blasts, and that she had always felt the second one was rather in favour. “If you tune it,” she wrote, “you will be tuning him.”',
    'The skippers were calmer. “It’s a horn,” said Jonas Reiter, who piloted ships through the sound for thirty-one years. “It says: here is the mole, and you are too close to it. It may say so in any key it likes.”',
    'Mr Brandt, for his part, is unhappy to find himself the villain. He has offered, in writing, to tune it halfway.',
    { heading: 'Twelve to eleven' },
    'On Tuesday night the council met about it, in a chamber where the drains of Fisher Street had been expected to fill the evening. Speakers were given two minutes each. At ten to eleven it was put to the vote: twelve for the E, eleven for the E flat, and one member, who sings tenor, abstaining.',
    'So on Thursday at noon, weather permitting, which in this case means weather forbidding, the North Mole will speak the note it was promised in 1928. The old diaphragm goes to the library, where there will be a button. Mrs Lund has asked that it be pressed with consideration.',
    'And the pencil? The archive has compared the hand with every clerk’s of that year and come to a conclusion it calls firm. The word was written by the man who installed the horn, climbed down, and listened. He looked after the organ at St Mary’s as well. It is, by common consent, a little flat.',
  ],
}

const NIGHT_FERRY: DemoArticle = {
  key: 'night-ferry',
  section: 'Ferries',
  headline: 'The night ferry is back, and so is the soup',
  standfirst: 'After fourteen years without a late boat, line 7 sails at twenty to midnight on Fridays.',
  byline: 'Tomas Hale',
  picture: null,
  body: [
    'The first night boat in fourteen years left the town quay on Friday with sixty-two passengers, one dog and, on the stove in the saloon, twenty litres of fish soup. By the second island the soup had gone.',
    'The company says it will run the 23.40 until Easter and then count. It needs forty passengers to pay for itself. On the old night boat, which was given up in the year the bridge toll fell, the average was nineteen, but people on the islands have never believed that number. “They counted in January,” said Ruth Amsel, who teaches on the outermost of them. “Count us in the choir season.”',
    'For the islands the boat settles a small matter of dignity. Until now anyone who went to the theatre in town had to leave before the end. There are couples on Grey Island who have seen the first half of everything.',
    'The recipe has changed hands four times since the old boat. The cook would say only that it contains leeks, and that she had been asked by eleven people whether it contains leeks.',
  ],
}

const HARBOUR_BRIDGE: DemoArticle = {
  key: 'harbour-bridge',
  section: 'Town',
  headline: 'A million bicycles, counted one by one',
  standfirst:
    'The counter on the harbour bridge turned over on Sunday. The millionth rider was late for work.',
  byline: 'Mira Okafor',
  picture: null,
  body: [
    'At twelve minutes past eight on Sunday morning the counter at the foot of the harbour bridge showed seven digits for the first time since it was put up, three years and a month ago. The millionth bicycle belonged to Hanna Weiss, a nurse, who did not stop. “I saw people with a cake,” she said later. “I thought it was for somebody.”',
    'It was for her, and has since been eaten on her ward.',
    'When the lane was taken from the cars, the council expected four hundred riders a day. There are now nine hundred, and in the week of the book fair there were two thousand. Drivers cross the bridge a minute and ten seconds slower than before, by the city’s own measurement. By the drivers’ measurement it is longer.',
    'A second counter, on the other side, would show the people who walk. The engineer who looks after the first one says that he has asked for it twice. In the meantime he has noticed that children going over on foot step on the sensor with both feet, and that the million may therefore include some of them. He does not intend to correct it.',
  ],
}

const HERRING: DemoArticle = {
  key: 'herring',
  section: 'Sea',
  headline: 'The herring came three weeks early and brought the gulls',
  standfirst:
    'Fishermen have not seen the shoals so close since the cold spring of 1987. Biologists have a cautious explanation.',
  byline: 'Per Solberg',
  picture: null,
  body: [
    'The herring are in the sound. They came on the sixth, three weeks before anyone had mended a net for them, in shoals so near the shore that boys at the bathing place were catching them with a colander.',
    'Behind them came the gulls, some eight thousand by the bird club’s estimate, and for ten days there has been no washing on the lines of the upper town. The club asks people not to feed them. It adds that it does not know who would.',
    '“The water at ten metres has been a degree and a half warmer than usual since January,” said Eli Sand of the marine station. “That fits. But one early year is an anecdote. Ask me again in ten, when I’ll have retired.”',
    'At the fish hall a kilo costs what half a kilo cost last year. The smokehouse on the quay has taken on two pupils and works through the night. It recommends the third batch.',
  ],
}

/** The first is the one at `/demo`. */
export const DEMO_ARTICLES: readonly [DemoArticle, ...DemoArticle[]] = [
  FOGHORN,
  NIGHT_FERRY,
  HARBOUR_BRIDGE,
  HERRING,
]

export function demoPath({ key }: Pick<DemoArticle, 'key'>): string {
  return key === FOGHORN.key ? '/demo' : `/demo/${key}`
}
