import type { StatementWords } from './words.ts'

/** Turkish */
export const words: StatementWords = {
  clauses: {
    spam: 'Yorumlar reklam yapamaz; başkalarının çıkarı için bağlantı ve metin yineleyemez.',
    abuse: 'Yorumlar başkalarına hakaret edemez, onları aşağılayamaz veya taciz edemez.',
    hate: 'Yorumlar insanlara kim oldukları veya neye inandıkları için saldıramaz.',
    threat: 'Yorumlar kimseyi tehdit edemez, şiddete çağıramaz.',
    sexual: 'Yorumlar açık cinsel içerik taşıyamaz.',
    'personal-data': 'Yorumlar yazanın veya başkalarının özel bilgilerini açığa vuramaz.',
    illegal: 'İçerik yasaya aykırı görünüyor.',
    misinformation: 'Yorumlar açıkça yanlış iddiaları gerçek gibi sunamaz.',
    'off-topic': 'Yorumlar haberle veya tartışmayla ilgili olmalıdır.',
    duplicate: 'Aynı yorum yalnızca bir kez yayımlanır.',
    other: 'Yorumlar bu sitenin kurallarına uymalıdır.',
  },
  checks: {
    links: 'bağlantılar',
    domains: 'bağlantı verilen adresler',
    words: 'sözcük listesi',
    repeats: 'yineleme',
    flood: 'aynı anda çok sayıda yorum',
    shape: 'metnin biçimi',
    'personal-data': 'kişisel veriler',
    form: 'formun doldurulma biçimi',
    author: 'önceki kararlar',
    captcha: 'program denetimi',
    akismet: 'Akismet',
    custom: 'bu sitenin kendi denetimi',
    judge: 'önceki kararlarla karşılaştırma',
  },
  between: ', ',
  machine: 'Otomatik denetimler{checks} yorumun bu kurala aykırı olduğunu saptadı. Henüz hiç kimse okumadı.',
  reported: 'Okurlar yorumu bildirdi.',
  held: 'Otomatik denetimler{checks} yorumu beklemeye aldı.',
  moderator: 'Bir moderatör yorumu okudu ve bu kurala aykırı buldu.',
  redress:
    'Yeniden bakmamızı isteyebilirsiniz: yorumunuzu başka biri okur. Mahkeme dışı bir kuruma veya mahkemeye de başvurabilirsiniz.',
}
