import type { MailWords } from '../words.ts'

/** Turkish */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Lütfen e-posta adresinizi onaylayın',
    ask: 'Birisi, büyük olasılıkla siz, {site} sitesindeki bir yoruma yanıt geldiğinde veya yorum hakkında karar verildiğinde bu adrese yazmamızı istedi.',
    how: 'Bunu isteyen sizseniz üç gün içinde şu sayfadaki düğmeye basın:',
    otherwise:
      'Siz değilseniz hiçbir şey yapmanız gerekmez: Düğmeye basılmadıkça başka ileti göndermeyiz ve adresi sileriz.',
    button: 'Adresimi onayla',
    done: 'Teşekkürler. Yorumunuza yanıt geldiğinde veya yorumunuz hakkında karar verildiğinde size yazacağız.',
  },
  published: 'Yorumunuz yayımlandı',
  rejected: 'Yorumunuz yayımlanmadı',
  removed: 'Yorumunuz kaldırıldı',
  because: 'Aykırı olduğu kural:',
  appeal: 'Başka birinin yeniden bakmasını bu sayfada isteyebilirsiniz:',
  notice: {
    title: 'Yasa dışı içerik bildiriminiz',
    given:
      'Birisi, büyük olasılıkla siz, {site} sitesindeki bir yorumu bize yasa dışı içerik olarak bildirdi ve bu adresi verdi.',
    open: 'Bildiriminiz bize ulaştı. Bir moderatör yorumu okuyup karar verecek.',
    upheld: 'Karar verdik: Yorum artık gösterilmiyor.',
    dismissed: 'Karar verdik: Yorum yayında kalıyor.',
    gone: 'Yorum artık yok: Yazan kişi geri çekti veya sildirdi.',
    byPerson: 'Kararı bir insan, otomatik araçlar kullanmadan verdi.',
    byMachine: 'Bu kararda otomatik araçlar kullanıldı.',
    redress:
      'Aynı görüşte değilseniz mahkeme dışı bir uyuşmazlık çözüm kurumuna veya mahkemeye başvurabilirsiniz.',
    page: 'Son durumu şu sayfada görebilirsiniz:',
  },
  stop: {
    title: 'E-postaları durdurma',
    how: 'Bu iletiyi, {site} sitesindeki bir yorum için bu adres verildiğinden alıyorsunuz. Artık almak istemiyorsanız:',
    ask: '{site} sitesindeki yorumlarınız hakkında size artık yazmayalım mı?',
    button: 'Bana artık e-posta göndermeyin',
    done: 'Tamam: Yorumlarınız hakkında size artık yazmayacağız; adresiniz silindi.',
  },
  allow: {
    title: 'E-postalara yeniden izin ver',
    ask: '{site} sitesindeki yorumlar hakkında artık e-posta almak istememiştiniz. Yeniden izin vermek ister misiniz?',
    done: 'Tamam: Bu adres bir yorum için verildiğinde size yeniden soracağız.',
  },
  over: 'Bu bağlantı artık geçerli değil.',
}
