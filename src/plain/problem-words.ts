/** What pages and problems say besides the widget's own words. */
export type ProblemWords = {
  /** Before fields that are each said to be wrong. */
  readonly fields: string
  /** At a field. */
  readonly characters: string
  readonly nothing: string
  readonly ours: string
  readonly tooLarge: string
  readonly noLonger: string
  readonly later: string
}

const en: ProblemWords = {
  fields: 'Some fields need your attention',
  characters: 'This holds characters that cannot be stored.',
  nothing: 'There is nothing here',
  ours: 'Something went wrong on our side. Please try again.',
  tooLarge: 'What you are sending is too large.',
  noLonger: 'This is no longer possible.',
  later: 'Please try again later.',
}

const WORDS: Readonly<Record<string, ProblemWords>> = {
  ar: {
    fields: 'يرجى مراجعة ما أدخلته.',
    characters: 'يحتوي هذا على رموز لا يمكن حفظها.',
    nothing: 'لا يوجد شيء هنا.',
    ours: 'حدث خطأ لدينا. يرجى المحاولة مرة أخرى.',
    tooLarge: 'حجم ما ترسله أكبر من المسموح به.',
    noLonger: 'لم يعد ذلك ممكنًا.',
    later: 'يرجى المحاولة لاحقًا.',
  },
  be: {
    fields: 'Праверце ўведзеныя даныя.',
    characters: 'Тут ёсць сімвалы, якія нельга захаваць.',
    nothing: 'Тут нічога няма.',
    ours: 'У нас нешта пайшло не так. Паспрабуйце яшчэ раз.',
    tooLarge: 'Тое, што вы адпраўляеце, занадта вялікае.',
    noLonger: 'Гэта ўжо немагчыма.',
    later: 'Паспрабуйце пазней.',
  },
  de: {
    fields: 'Bitte prüfen Sie Ihre Angaben.',
    characters: 'Das enthält Zeichen, die nicht gespeichert werden können.',
    nothing: 'Hier ist nichts zu finden.',
    ours: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
    tooLarge: 'Was Sie senden, ist zu groß.',
    noLonger: 'Das ist nicht mehr möglich.',
    later: 'Bitte versuchen Sie es später noch einmal.',
  },
  en,
  es: {
    fields: 'Revisa los datos que has introducido.',
    characters: 'Esto contiene caracteres que no se pueden guardar.',
    nothing: 'Aquí no hay nada.',
    ours: 'Algo ha fallado por nuestra parte. Inténtalo de nuevo.',
    tooLarge: 'Lo que envías es demasiado grande.',
    noLonger: 'Eso ya no es posible.',
    later: 'Inténtalo de nuevo más tarde.',
  },
  fr: {
    fields: 'Veuillez vérifier votre saisie.',
    characters: 'Ce texte contient des caractères qui ne peuvent pas être enregistrés.',
    nothing: 'Il n’y a rien ici.',
    ours: 'Une erreur est survenue chez nous. Veuillez réessayer.',
    tooLarge: 'Votre envoi est trop volumineux.',
    noLonger: 'Ce n’est plus possible.',
    later: 'Veuillez réessayer plus tard.',
  },
  it: {
    fields: 'Controlla i dati inseriti.',
    characters: 'Questo testo contiene caratteri che non si possono salvare.',
    nothing: 'Qui non c’è nulla.',
    ours: 'Qualcosa è andato storto da parte nostra. Riprova.',
    tooLarge: 'Il contenuto inviato è troppo grande.',
    noLonger: 'Non è più possibile.',
    later: 'Riprova più tardi.',
  },
  nb: {
    fields: 'Se over det du har fylt ut.',
    characters: 'Dette inneholder tegn som ikke kan lagres.',
    nothing: 'Her finnes det ingenting.',
    ours: 'Noe gikk galt hos oss. Prøv igjen.',
    tooLarge: 'Det du sender, er for stort.',
    noLonger: 'Det er ikke lenger mulig.',
    later: 'Prøv igjen senere.',
  },
  pl: {
    fields: 'Sprawdź wprowadzone dane.',
    characters: 'Ten tekst zawiera znaki, których nie można zapisać.',
    nothing: 'Tutaj niczego nie ma.',
    ours: 'Coś poszło nie tak po naszej stronie. Spróbuj ponownie.',
    tooLarge: 'Przesyłana treść jest zbyt duża.',
    noLonger: 'To już nie jest możliwe.',
    later: 'Spróbuj ponownie później.',
  },
  pt: {
    fields: 'Verifique os dados que introduziu.',
    characters: 'Este texto contém caracteres que não podem ser guardados.',
    nothing: 'Aqui não há nada.',
    ours: 'Algo correu mal do nosso lado. Tente de novo.',
    tooLarge: 'O que está a enviar é demasiado grande.',
    noLonger: 'Isso já não é possível.',
    later: 'Tente de novo mais tarde.',
  },
  'pt-br': {
    fields: 'Verifique os dados informados.',
    characters: 'Este texto contém caracteres que não podem ser salvos.',
    nothing: 'Não há nada aqui.',
    ours: 'Algo deu errado do nosso lado. Tente de novo.',
    tooLarge: 'O conteúdo enviado é grande demais.',
    noLonger: 'Isso não é mais possível.',
    later: 'Tente de novo mais tarde.',
  },
  ru: {
    fields: 'Проверьте введённые данные.',
    characters: 'Здесь есть символы, которые нельзя сохранить.',
    nothing: 'Здесь ничего нет.',
    ours: 'У нас что-то пошло не так. Попробуйте ещё раз.',
    tooLarge: 'То, что вы отправляете, слишком велико.',
    noLonger: 'Это уже невозможно.',
    later: 'Попробуйте позже.',
  },
  tr: {
    fields: 'Lütfen girdiğiniz bilgileri kontrol edin.',
    characters: 'Bu metinde kaydedilemeyen karakterler var.',
    nothing: 'Burada hiçbir şey yok.',
    ours: 'Bizim tarafımızda bir sorun oluştu. Lütfen yeniden deneyin.',
    tooLarge: 'Gönderdiğiniz içerik çok büyük.',
    noLonger: 'Bu artık mümkün değil.',
    later: 'Lütfen daha sonra yeniden deneyin.',
  },
  zh: {
    fields: '请检查您填写的内容。',
    characters: '其中含有无法保存的字符。',
    nothing: '这里什么也没有。',
    ours: '我们这边出了问题，请重试。',
    tooLarge: '您发送的内容过大。',
    noLonger: '此操作已无法进行。',
    later: '请稍后再试。',
  },
  'zh-hant': {
    fields: '請檢查您填寫的內容。',
    characters: '其中含有無法儲存的字元。',
    nothing: '這裡什麼也沒有。',
    ours: '我們這邊出了問題，請再試一次。',
    tooLarge: '您傳送的內容過大。',
    noLonger: '此操作已無法進行。',
    later: '請稍後再試。',
  },
}

/** By the language that is spoken. */
export function problemWords(lang: string): ProblemWords {
  return WORDS[lang] ?? en
}

export function isProblemWord(key: string): key is keyof ProblemWords {
  return key in en
}
