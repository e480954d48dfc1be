import type { StatementWords } from './words.ts'

/** Turkish */
export const words: StatementWords = {
  clauses: {
    spam: 'Yorumlarda reklam yapılamaz; başkalarının çıkarı için bağlantı ve metin yinelenemez.',
    abuse: 'Yorumlarda başkalarına hakaret edilemez; kimse aşağılanamaz veya taciz edilemez.',
    hate: 'Yorumlarda insanlara kim oldukları veya neye inandıkları nedeniyle saldırılamaz.',
    threat: 'Yorumlarda kimse tehdit edilemez, şiddet çağrısı yapılamaz.',
    sexual: 'Yorumlarda açık cinsel içerik bulunamaz.',
    'personal-data': 'Yorumlarda yazanın veya başkalarının özel bilgileri açığa vurulamaz.',
    illegal: 'Yorumlar yasalara aykırı olamaz.',
    misinformation: 'Yorumlarda açıkça yanlış iddialar gerçek gibi sunulamaz.',
    'off-topic': 'Yorumlar haberle veya tartışmayla ilgili olmalıdır.',
    duplicate: 'Aynı yorum yalnızca bir kez yayımlanır.',
    other: 'Yorumlar bu sitenin kurallarına uymalıdır.',
  },
  checks: {
    links: 'bağlantılar',
    domains: 'bağlantı verilen adresler',
    words: 'sözcük listesi',
    repeats: 'yineleme',
    flood: 'kısa sürede çok sayıda yorum',
    shape: 'metnin biçimi',
    'personal-data': 'kişisel veriler',
    form: 'formun doldurulma biçimi',
    author: 'önceki kararlar',
    captcha: 'bot denetimi',
    akismet: 'Akismet',
    custom: 'bu sitenin kendi denetimi',
    judge: 'önceki kararlarla karşılaştırma',
  },
  between: ', ',
  machine:
    'Otomatik denetimler{checks} yorumun bu kurala aykırı olduğunu saptadı. Yorumu henüz hiç kimse okumadı.',
  reported: 'Okurlar yorumu bildirdi.',
  noticed: 'Yorumun yasa dışı içerik olduğuna dair bir bildirim aldık.',
  held: 'Otomatik denetimler{checks} yorumu beklemeye aldı.',
  moderator: 'Bir moderatör yorumu okudu ve bu kurala aykırı buldu.',
  redress:
    'Yeniden incelememizi isteyebilirsiniz: Yorumunuzu başka biri okuyacaktır. Mahkeme dışı bir uyuşmazlık çözüm kurumuna veya mahkemeye de başvurabilirsiniz.',
}
