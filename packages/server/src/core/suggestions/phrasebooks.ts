export type Intent = 'greeting' | 'wellbeing' | 'thanks' | 'apology' | 'wishes' | 'farewell';

interface Phrases {
  /** How such a message begins, without regard to case, accents and punctuation. */
  said: string[];
  /** Three replies. */
  replies: string[];
}

/** What one language says on everyday occasions. */
export interface Phrasebook {
  /** BCP 47 tag. */
  language: string;
  phrases: Record<Intent, Phrases>;
  question: {
    /** How questions begin that one can say yes or no to. */
    starters: string[];
    /** How they end, in languages that mark them there. */
    endings: string[];
    /** With one of these it is another question: what, when, this or that. */
    notYesNo: string[];
    replies: string[];
  };
}

type Compact = Record<Intent | 'starters' | 'endings' | 'notYesNo' | 'answers', string>;

/** Each line: what is said, and after the arrow the replies; the parts between bars. */
function makeBook(language: string, { starters, endings, notYesNo, answers, ...intents }: Compact): Phrasebook {
  const list = (text: string): string[] => text.split('|').filter((part) => part !== '');
  const toPhrases = (line: string): Phrases => {
    const [said = '', replies = ''] = line.split(' → ');
    return { said: list(said), replies: list(replies) };
  };
  const phrases = Object.fromEntries(Object.entries(intents).map(([intent, line]) => [intent, toPhrases(line)]));
  return {
    language,
    phrases: phrases as Record<Intent, Phrases>,
    question: {
      starters: list(starters),
      endings: list(endings),
      notYesNo: list(notYesNo),
      replies: list(answers),
    },
  };
}

/** What several languages say alike belongs to the first of them. */
export const phrasebooks: readonly Phrasebook[] = [
  makeBook('en', {
    greeting: 'hi|hello|hey|hiya|good morning|good afternoon|good evening|morning → Hi!|Hello!|Hey, how are you?',
    wellbeing:
      'how are you|how are you doing|how is it going|how s it going|how have you been|what s up|whats up → ' +
      'I’m fine, thanks!|Great, and you?|Not too bad.',
    thanks: 'thanks|thank you|thx|many thanks|cheers → You’re welcome!|No problem.|Any time!',
    apology: 'sorry|i am sorry|i m sorry|my apologies|apologies|my bad → No problem!|Don’t worry.|It’s all right.',
    wishes:
      'happy birthday|congratulations|congrats|merry christmas|happy new year|good luck|get well|well done → ' +
      'Thank you!|Thanks a lot!|That’s very kind of you.',
    farewell: 'bye|goodbye|good bye|good night|see you|see ya|talk to you later|take care → Bye!|See you!|Take care!',
    starters:
      'are|is|am i|do|does|did|can|could|will|would|have you|have we|has he|has she|has it|has anyone|shall|should|was it|was that|was there|were you|were they|may i|may we|isn t|aren t|don t|won t|any chance',
    endings: '',
    notYesNo: 'or',
    answers: 'Yes.|No.|I’m not sure yet.',
  }),
  makeBook('de', {
    greeting: 'hallo|moin|servus|guten morgen|guten tag|guten abend|grüß gott|grüezi → Hallo!|Hi!|Hallo, wie geht’s?',
    wellbeing:
      'wie geht s|wie gehts|wie geht es dir|wie geht es euch|wie geht es ihnen|na wie läuft s → ' +
      'Gut, danke!|Sehr gut, und dir?|Es geht.',
    thanks:
      'danke|vielen dank|dankeschön|besten dank|herzlichen dank|merci vielmal → Gern geschehen!|Kein Problem.|Jederzeit!',
    apology:
      'entschuldigung|entschuldige|tut mir leid|es tut mir leid|sorry für|verzeihung → ' +
      'Kein Problem!|Macht nichts.|Alles gut.',
    wishes:
      'alles gute|herzlichen glückwunsch|glückwunsch|frohe weihnachten|frohes neues|gute besserung|viel erfolg|viel glück → ' +
      'Danke!|Vielen Dank!|Das ist lieb von dir.',
    farewell:
      'tschüss|tschüs|bis bald|bis später|bis morgen|auf wiedersehen|gute nacht|mach s gut → Tschüss!|Bis bald!|Mach’s gut!',
    starters:
      'bist|ist|seid|sind|hast|hat|habt|haben|kannst|kann|könnt|können|könntest|willst|wollt|wollen|möchtest|magst|kommst|' +
      'kommt|gehst|gehen wir|soll|sollen|sollst|darf|dürfen|machst|weißt|wirst|passt|geht|stimmt|klappt|brauchst|hättest|war|warst|gibt es',
    endings: '',
    notYesNo: 'oder',
    answers: 'Ja.|Nein.|Ich weiß es noch nicht.',
  }),
  makeBook('fr', {
    greeting: 'bonjour|salut|bonsoir|coucou → Bonjour !|Salut !|Salut, ça va ?',
    wellbeing:
      'ça va|comment ça va|comment vas tu|comment allez vous|tu vas bien|vous allez bien → ' +
      'Ça va, merci !|Très bien, et toi ?|Pas mal.',
    thanks: 'merci|merci beaucoup|mille mercis → De rien !|Avec plaisir !|Pas de problème.',
    apology:
      'désolé|désolée|pardon|excuse moi|excusez moi|je suis désolé|je suis désolée → Pas de problème !|Ce n’est rien.|Ne t’en fais pas.',
    wishes:
      'bon anniversaire|joyeux anniversaire|félicitations|bravo|joyeux noël|bonne année|bonne chance|bon courage → ' +
      'Merci !|Merci beaucoup !|C’est très gentil.',
    farewell:
      'au revoir|à bientôt|à plus|à demain|bonne nuit|bonne soirée|bonne journée → Au revoir !|À bientôt !|À plus !',
    starters:
      'est ce que|est ce|tu peux|tu viens|tu veux|tu as|tu es|peux tu|veux tu|as tu|es tu|viens tu|avez vous|pouvez vous|' +
      'vous pouvez|vous avez|on peut|on va|on se voit|y a t il|c est',
    endings: '',
    notYesNo: 'ou|quand|où|comment|pourquoi|qui|quoi|combien|quel|quelle',
    answers: 'Oui.|Non.|Je ne sais pas encore.',
  }),
  makeBook('es', {
    greeting: 'hola|buenos días|buenas tardes|buenas noches|buenas → ¡Hola!|¡Buenas!|Hola, ¿qué tal?',
    wellbeing:
      'qué tal|cómo estás|cómo está|cómo están|cómo te va|cómo andas → ¡Bien, gracias!|Muy bien, ¿y tú?|Más o menos.',
    thanks: 'gracias|muchas gracias|mil gracias → ¡De nada!|No hay de qué.|¡Con gusto!',
    apology: 'perdón|perdona|lo siento|disculpa|disculpe → ¡No pasa nada!|No te preocupes.|Está bien.',
    wishes:
      'feliz cumpleaños|felicidades|enhorabuena|felicitaciones|feliz navidad|feliz año|buena suerte|suerte → ' +
      '¡Gracias!|¡Muchas gracias!|Qué amable.',
    farewell: 'adiós|hasta luego|hasta mañana|hasta pronto|nos vemos|chao → ¡Adiós!|¡Hasta luego!|¡Nos vemos!',
    starters:
      'puedes|puede|pueden|podemos|quieres|quiere|vienes|viene|tienes|tiene|estás|está|eres|hay|vamos|sabes|has|te gusta|' +
      'te parece|vas|es|crees|necesitas',
    endings: '',
    notYesNo: 'o|qué|cómo|cuándo|dónde|quién|cuál|cuánto|por qué',
    answers: 'Sí.|No.|Todavía no lo sé.',
  }),
  makeBook('it', {
    greeting: 'ciao|buongiorno|buonasera|salve|ehi → Ciao!|Buongiorno!|Ciao, come va?',
    wellbeing: 'come stai|come va|come sta|tutto bene → Bene, grazie!|Benissimo, e tu?|Così così.',
    thanks: 'grazie|grazie mille|molte grazie → Prego!|Di niente.|Figurati!',
    apology: 'scusa|scusami|mi dispiace|scusate → Nessun problema!|Non ti preoccupare.|Fa niente.',
    wishes:
      'buon compleanno|auguri|tanti auguri|congratulazioni|complimenti|buon natale|buon anno|in bocca al lupo → ' +
      'Grazie!|Grazie mille!|Che gentile.',
    farewell: 'arrivederci|a presto|a dopo|a domani|buonanotte|ci vediamo → Ciao!|A presto!|Ci vediamo!',
    starters: 'puoi|può|possiamo|vuoi|vieni|hai|sei|c è|ci sono|andiamo|sai|ti va|ti piace|posso|stai|avete',
    endings: '',
    notYesNo: 'o|che cosa|cosa|come|quando|dove|chi|quale|quanto|perché',
    answers: 'Sì.|No.|Non lo so ancora.',
  }),
  makeBook('pt', {
    greeting: 'olá|oi|bom dia|boa tarde|boa noite → Olá!|Oi!|Olá, tudo bem?',
    wellbeing:
      'tudo bem|tudo bom|como vai|como estás|como você está|como está → Tudo bem, obrigado!|Muito bem, e você?|Mais ou menos.',
    thanks: 'obrigado|obrigada|muito obrigado|muito obrigada|valeu → De nada!|Não há de quê.|Imagina!',
    apology: 'desculpa|desculpe|me desculpe|sinto muito|perdão por → Sem problema!|Não se preocupe.|Tudo bem.',
    wishes: 'feliz aniversário|parabéns|feliz natal|feliz ano novo|boa sorte → Obrigado!|Muito obrigado!|Que gentil.',
    farewell: 'tchau|até logo|até amanhã|até mais|adeus|até breve → Tchau!|Até logo!|Até mais!',
    starters:
      'você pode|você vem|você quer|você tem|você está|você vai|podes|pode|podemos|queres|quer|vens|tens|tem|estás|vamos|sabes|sabe|já',
    endings: '',
    notYesNo: 'ou|que|como|quando|onde|quem|qual|quanto|por que',
    answers: 'Sim.|Não.|Ainda não sei.',
  }),
  makeBook('nl', {
    greeting: 'hoi|goedemorgen|goedemiddag|goedenavond|dag allemaal → Hoi!|Hallo!|Hoi, hoe gaat het?',
    wellbeing: 'hoe gaat het|hoe gaat ie|hoe is het|alles goed → Goed, dank je!|Prima, en met jou?|Gaat wel.',
    thanks: 'dank je|dankjewel|dank u|bedankt|hartelijk dank → Graag gedaan!|Geen probleem.|Geen dank.',
    apology: 'het spijt me|sorry dat|excuses|mijn excuses → Geen probleem!|Maakt niet uit.|Geeft niet.',
    wishes:
      'gefeliciteerd|fijne verjaardag|van harte|vrolijk kerstfeest|gelukkig nieuwjaar|veel succes|beterschap → ' +
      'Dank je!|Heel erg bedankt!|Wat lief van je.',
    farewell: 'doei|tot ziens|tot straks|tot morgen|welterusten|tot later → Doei!|Tot ziens!|Tot straks!',
    starters:
      'ben je|bent u|zijn we|heb je|heeft u|kan je|kun je|kunt u|kunnen we|wil je|wilt u|kom je|ga je|gaan we|zullen we|mag ik|weet je|zou je',
    endings: '',
    notYesNo: 'of',
    answers: 'Ja.|Nee.|Dat weet ik nog niet.',
  }),
  makeBook('pl', {
    greeting: 'cześć|hej|dzień dobry|dobry wieczór|siema → Cześć!|Hej!|Cześć, co słychać?',
    wellbeing: 'jak się masz|co słychać|co u ciebie|jak leci → Dobrze, dzięki!|Świetnie, a u ciebie?|Jakoś leci.',
    thanks: 'dziękuję|dzięki|wielkie dzięki|bardzo dziękuję → Proszę!|Nie ma za co.|Nie ma sprawy.',
    apology: 'przepraszam|wybacz|przykro mi → Nic się nie stało!|Nie ma sprawy.|W porządku.',
    wishes:
      'wszystkiego najlepszego|gratulacje|gratuluję|wesołych świąt|szczęśliwego nowego roku|powodzenia|sto lat → ' +
      'Dziękuję!|Bardzo dziękuję!|To miłe.',
    farewell: 'do widzenia|pa|na razie|do jutra|dobranoc|do zobaczenia → Pa!|Do zobaczenia!|Na razie!',
    starters: 'czy|możesz|chcesz|masz|będziesz|idziesz|jesteś|wiesz',
    endings: '',
    notYesNo: 'co|gdzie|kiedy|kto|jak|dlaczego',
    answers: 'Tak.|Nie.|Jeszcze nie wiem.',
  }),
  makeBook('tr', {
    greeting: 'merhaba|selam|günaydın|iyi akşamlar|iyi günler → Merhaba!|Selam!|Merhaba, nasılsın?',
    wellbeing: 'nasılsın|nasılsınız|ne haber|naber → İyiyim, teşekkürler!|Çok iyi, sen?|Fena değil.',
    thanks: 'teşekkürler|teşekkür ederim|çok teşekkürler|sağ ol|sağol → Rica ederim!|Bir şey değil.|Ne demek!',
    apology: 'özür dilerim|kusura bakma|affedersin|üzgünüm → Sorun değil!|Önemli değil.|Dert etme.',
    wishes:
      'doğum günün kutlu olsun|tebrikler|tebrik ederim|mutlu yıllar|iyi bayramlar|bol şans|geçmiş olsun → ' +
      'Teşekkürler!|Çok teşekkür ederim!|Çok naziksin.',
    farewell: 'hoşça kal|güle güle|görüşürüz|iyi geceler|kendine iyi bak → Görüşürüz!|Hoşça kal!|Kendine iyi bak!',
    starters: '',
    endings: 'mi|mı|mu|mü|misin|mısın|musun|müsün|misiniz|mısınız|miyiz|mıyız|var mı|olur mu',
    notYesNo: 'ne|nerede|kim|neden|nasıl|hangi',
    answers: 'Evet.|Hayır.|Henüz bilmiyorum.',
  }),
  makeBook('ru', {
    greeting:
      'привет|здравствуйте|здравствуй|доброе утро|добрый день|добрый вечер → Привет!|Здравствуйте!|Привет, как дела?',
    wellbeing: 'как дела|как ты|как вы|как поживаешь → Хорошо, спасибо!|Отлично, а у тебя?|Неплохо.',
    thanks: 'спасибо|большое спасибо|благодарю → Пожалуйста!|Не за что.|Всегда рад помочь!',
    apology: 'извини|извините|прости|простите|мне жаль → Ничего страшного!|Не переживай.|Всё в порядке.',
    wishes:
      'с днём рождения|поздравляю|поздравляем|с новым годом|с рождеством|удачи|выздоравливай → ' +
      'Спасибо!|Большое спасибо!|Очень приятно.',
    farewell: 'пока|до свидания|до встречи|до завтра|спокойной ночи|увидимся → Пока!|До встречи!|Увидимся!',
    starters: 'ты|вы|можешь|можете|можно|хочешь|хотите|будешь|будете|придёшь|есть|пойдём|знаешь|успеешь',
    endings: '',
    notYesNo: 'или|что|где|когда|кто|как|почему|куда|сколько|зачем|какой',
    answers: 'Да.|Нет.|Пока не знаю.',
  }),
  makeBook('uk', {
    greeting: 'привіт|вітаю|добрий день|доброго ранку|добрий вечір → Привіт!|Вітаю!|Привіт, як справи?',
    wellbeing: 'як справи|як ся маєш|як ти|як ви → Добре, дякую!|Чудово, а ти як?|Непогано.',
    thanks: 'дякую|щиро дякую|дуже дякую → Будь ласка!|Нема за що.|Прошу!',
    apology: 'вибач|вибачте|перепрошую|пробач → Нічого страшного!|Не переймайся.|Все гаразд.',
    wishes: 'з днем народження|вітаю з|з новим роком|з різдвом|хай щастить → Дякую!|Щиро дякую!|Дуже приємно.',
    farewell: 'бувай|до побачення|до зустрічі|до завтра|на добраніч → Бувай!|До зустрічі!|Побачимось!',
    starters: 'чи|ти|ви|можеш|можете|можна|хочеш|будеш|прийдеш|є',
    endings: '',
    notYesNo: 'або|що|де|коли|хто|як|чому|куди|скільки|навіщо',
    answers: 'Так.|Ні.|Ще не знаю.',
  }),
  makeBook('ar', {
    greeting: 'مرحبا|السلام عليكم|أهلا|صباح الخير|مساء الخير → مرحبا!|أهلا وسهلا!|أهلا، كيف حالك؟',
    wellbeing: 'كيف حالك|كيف الحال|كيفك|شلونك → بخير، شكرا!|الحمد لله، وأنت؟|لا بأس.',
    thanks: 'شكرا|شكرا جزيلا|شكرا لك|مشكور → عفوا!|على الرحب والسعة.|لا شكر على واجب.',
    apology: 'آسف|آسفة|أعتذر|عذرا|المعذرة → لا مشكلة!|لا عليك.|لا بأس.',
    wishes: 'كل عام وأنت بخير|مبروك|ألف مبروك|عيد سعيد|عيد مبارك|بالتوفيق → شكرا!|شكرا جزيلا!|هذا لطف منك.',
    farewell: 'مع السلامة|إلى اللقاء|تصبح على خير|أراك لاحقا → مع السلامة!|إلى اللقاء!|أراك قريبا!',
    starters: 'هل',
    endings: '',
    notYesNo: 'أم',
    answers: 'نعم.|لا.|لا أعرف بعد.',
  }),
  makeBook('hi', {
    greeting: 'नमस्ते|नमस्कार|हैलो|सुप्रभात|शुभ संध्या → नमस्ते!|नमस्कार!|नमस्ते, कैसे हैं आप?',
    wellbeing: 'कैसे हो|कैसे हैं आप|कैसे हैं|आप कैसे हैं|कैसी हो|क्या हाल है → ठीक हूँ, धन्यवाद!|बहुत बढ़िया, और आप?|चल रहा है।',
    thanks: 'धन्यवाद|शुक्रिया|बहुत धन्यवाद|बहुत शुक्रिया → आपका स्वागत है!|कोई बात नहीं।|ज़रूर!',
    apology: 'माफ़ करना|माफ़ कीजिए|क्षमा करें|सॉरी → कोई बात नहीं!|चिंता मत करो।|ठीक है।',
    wishes: 'जन्मदिन मुबारक|जन्मदिन की शुभकामनाएँ|बधाई हो|बधाई|शुभकामनाएँ|दिवाली मुबारक → धन्यवाद!|बहुत धन्यवाद!|आपकी कृपा है।',
    farewell: 'अलविदा|फिर मिलेंगे|शुभ रात्रि|बाय → फिर मिलेंगे!|अलविदा!|ध्यान रखना!',
    starters: 'क्या आप|क्या तुम|क्या हम|क्या वह|क्या यह|क्या मैं',
    endings: '',
    notYesNo: 'या',
    answers: 'हाँ।|नहीं।|अभी पता नहीं।',
  }),
  makeBook('zh', {
    greeting: '你好|您好|早上好|早安|下午好|晚上好|嗨|大家好 → 你好！|嗨！|你好，最近怎么样？',
    wellbeing: '你好吗|最近怎么样|最近好吗|你怎么样 → 挺好的，谢谢！|很好，你呢？|还可以。',
    thanks: '谢谢|多谢|非常感谢|感谢|謝謝 → 不客气！|没事。|不用谢！',
    apology: '对不起|抱歉|不好意思|對不起 → 没关系！|没事的。|别担心。',
    wishes: '生日快乐|恭喜|祝贺|新年快乐|圣诞快乐|祝你好运|加油 → 谢谢！|非常感谢！|你太好了。',
    farewell: '再见|拜拜|晚安|回头见|明天见|再見 → 再见！|拜拜！|回头见！',
    starters: '能不能|可不可以|是不是|要不要|有没有|好不好',
    endings: '吗|嗎|好不好|可以吧|对吧',
    notYesNo: '还是|什么|哪|怎么',
    answers: '好的。|不行。|还不确定。',
  }),
  makeBook('ja', {
    greeting: 'こんにちは|おはよう|こんばんは|やあ|もしもし → こんにちは！|おはよう！|お疲れさまです！',
    wellbeing: '元気ですか|お元気ですか|元気|調子はどう → 元気です！|はい、あなたは？|まあまあです。',
    thanks: 'ありがとう|どうもありがとう|どうも|感謝します → どういたしまして！|いえいえ。|いつでもどうぞ！',
    apology: 'ごめん|すみません|申し訳|ごめんなさい → 大丈夫です！|気にしないで。|問題ありません。',
    wishes:
      '誕生日おめでとう|お誕生日おめでとう|おめでとう|明けましておめでとう|あけましておめでとう|頑張って|お大事に → ' +
      'ありがとう！|ありがとうございます！|嬉しいです。',
    farewell: 'さようなら|またね|じゃあね|おやすみ|また明日|バイバイ → またね！|じゃあね！|おやすみ！',
    starters: '',
    endings: 'ますか|ませんか|ですか|でしょうか',
    notYesNo: '何|いつ|どこ|誰|どう|なぜ|どれ|どちら|いくら',
    answers: 'はい。|いいえ。|まだわかりません。',
  }),
];
