/*
 * Built-in words that hold a comment, by language: abuse with hardly any other meaning. Chosen by hand from the List
 * of Dirty, Naughty, Obscene and Otherwise Bad Words (Shutterstock, CC BY 4.0) and completed; words with an innocent
 * meaning, and words that news quotes every day, are left out. A site can switch each list off.
 */
const LISTS: Readonly<Record<string, string>> = {
  en: 'asshole,assholes,bitch,bitches,bullshit,cocksucker,cunt,cunts,dickhead,dumbass,faggot,faggots,fuck,fucked,fucker,fuckers,fuckin,fucking,fucks,fuckwit,jackass,kill yourself,kys,motherfucker,motherfucking,nigger,niggers,piece of shit,raghead,retard,retarded,retards,shithead,shitty,slut,sluts,son of a bitch,stfu,tranny,twat,wanker,whore,whores',
  de: 'arschloch,arschlöcher,arschlecker,drecksau,fick dich,ficken,fotze,hackfresse,hurensohn,hurensöhne,kanake,kanaken,missgeburt,mistkerl,nigger,nutte,schlampe,schlampen,schwuchtel,scheiße,scheisse,scheißkerl,untermensch,volltrottel,wichser',
  fr: 'bougnoule,branleur,connard,connards,connasse,enculé,enculés,enfoiré,enfoirés,fils de pute,nique ta mère,nique ta race,pétasse,pouffiasse,salope,salopes,sale pute,ta gueule,trou du cul',
  es: 'cabrón,cabrones,chupapollas,gilipollas,hija de puta,hijo de puta,hijos de puta,hijoputa,lameculos,maricón,maricones,mariconazo,me cago en tu puta madre,pendejo,pendejos,soplapollas,vete a la mierda',
  pt: 'arrombado,babaca,cabrão,caralho,filha da puta,filho da puta,filhos da puta,foda-se,otário,porra,puta que pariu,vai tomar no cu,vai-te foder,viado',
  it: 'bocchinara,coglione,coglioni,figlio di puttana,figli di puttana,frocio,froci,leccaculo,mignotta,pezzo di merda,stronza,stronzi,stronzo,testa di cazzo,troia,vaffanculo',
  pl: 'chuj,chuju,cwel,debil,jebać,jebany,jebani,kurwa,kurwy,kutas,pizda,pierdol się,pojeb,pojebany,skurwysyn,skurwysyny,spierdalaj,szmata,wypierdalaj',
  tr: 'amcık,amına koyayım,gavat,götveren,ibne,kahpe,orospu,orospu çocuğu,pezevenk,piç,siktir,siktir git,yarrak,şerefsiz',
  ru: 'блядь,бляди,гандон,долбоёб,ебанутый,ебать,ёбаный,иди на хуй,мразь,мудак,мудаки,пидор,пидорас,пидоры,пизда,пиздец,сука,суки,ублюдок,ублюдки,уёбок,хуесос,хуй,чмо,шлюха',
  be: 'блядзь,ёбаны,мудак,підар,пізда,сука,хуй,шлюха',
  nb: 'drittsekk,drittsekker,fitte,fittetryne,hore,horunge,jævla idiot,kukhue,morraknuller,pakkis,svartheiteste,sotrør',
  nn: 'drittsekk,drittsekkar,fitte,hore,kukhue,pakkis,sotrøyr',
  sv: 'blattejävel,fitta,fittor,horunge,hora,jävla idiot,kukhuvud,neger,svartskalle,äckel',
  da: 'fisse,kælling,luder,møgsvin,perker,perkere,pikhoved,røvhul,røvhuller,skiderik',
  fi: 'huora,kusipää,kyrpä,mulkku,neekeri,perse,runkkari,ryssä,vittu,vitun',
  nl: 'flikker,godverdomme,hoer,hoerenzoon,kankerhoer,klootzak,klootzakken,kutwijf,mongool,tyfushoer,zwartjoekel',
  ro: 'bulangiu,cretin,cretini,curvă,futu-ți,jegos,labagiu,muie,muist,pizda,poponar,prost dracu,sugi pula',
  ar: 'ابن الكلب,ابن القحبة,شرموطة,شرموط,عاهرة,قحبة,كس امك,متناك,منيوك,يا كلب,يا حيوان',
  fa: 'جنده,حرامزاده,کس کش,کونی,مادرجنده',
  zh: '他妈的,傻逼,傻屄,操你妈,狗娘养的,王八蛋,婊子,滚你妈',
  ja: '死ね,くたばれ,売女,キチガイ',
  ko: '개새끼,병신,시발,씨발,좆,창녀,미친놈,미친년,지랄',
}

const WORDS = new Map(Object.entries(LISTS).map(([locale, words]) => [locale, words.split(',')] as const))

/** Words of the built-in lists of these locales (`en`, `nb`, …); a locale without a list has none. */
export function builtInWords(locales: readonly string[]): string[] {
  return locales.flatMap((locale) => WORDS.get(locale) ?? [])
}

export const BUILT_IN_LOCALES: readonly string[] = [...WORDS.keys()]
