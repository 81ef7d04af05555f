/**
 * The most used passwords of at least eight characters (shorter ones are refused for their length), in lower case, as
 * they recur in published lists of leaked passwords. Guessing starts with these.
 */
const COMMON: ReadonlySet<string> = new Set(
  `
!@#$%^&* !qaz2wsx !qaz@wsx 00000000 000000000 0000000000 01020304 0102030405 01234567 012345678 0123456789
0987654321 100200300 10101010 10203040 1020304050 102030405060 11111111 111111111 1111111111 11112222 11221122
11223344 1122334455 112233445566 12121212 121212121 12301230 123123123 1231231234 123321123 1234!@#$ 12341234
123412345 12344321 123454321 123456123 123456123456 12345678 123456781 123456789 1234567890 1234567891
12345678910 123456789a 123456789q 12345678a 12345679 1234567a 12345abc 12345qwert 1234abcd 1234asdf 1234qwer
123654789 123698745 123abc123 123asd123 123qwe123 123qweasd 12qwaszx 13131313 147147147 147258369 1472583690
147852369 14789632 159357159 159753159 18181818 19191919 1a2b3c4d 1q2w3e4r 1q2w3e4r! 1q2w3e4r5 1q2w3e4r5t
1q2w3e4r5t6y 1qaz1qaz 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 20202020 21212121 22222222 222222222 22334455 23232323
25252525 2wsx3edc 31415926 314159265 321321321 33333333 44444444 45454545 456456456 55555555 555555555
5555555555 66666666 666666666 69696969 741852963 77777777 777777777 7777777777 789456123 7894561230 789789789
852456852 87654321 876543210 88888888 888888888 8888888888 951753852 963852741 98765432 987654321 9876543210
99999999 999999999 9999999999 a1234567 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aaa11111
aaaaaaaa aaaaaaaaa aaaaaaaaaa aabbccdd abc12345 abc123456 abc1234567 abc123abc abc@1234 abc@123456 abcabcabc
abcd1234 abcd12345 abcd123456 abcdabcd abcdefg1 abcdefgh abcdefghi abcdefghij access123 access14 admin123
admin1234 admin12345 admin123456 admin2024 admin2025 admin@123 admin@1234 admin@12345 adminadmin administrador
administrator alejandra alejandro alexander alexander1 alexandra andrew123 android1 angel123 angels123 anthony1
anthony123 apple123 aq1sw2de3 aqwzsxedc arsenal1 arsenal123 asd12345 asd123asd asdasdasd asdf1234 asdf12345
asdf;lkj asdf@1234 asdfasdf asdfg123 asdfgh123 asdfghjk asdfghjkl asdfghjkl1 asdfqwer asdfzxcv ashley123
assassin australia autumn2024 autumn2025 azerty123 azertyui azertyuiop babyboy1 babydoll babygirl babygirl1
babygirl12 bailey123 banana123 barcelona barcelona1 baseball baseball1 basketball basketball1 batman123
beautiful beautiful1 benjamin benjamin1 bigdaddy blackberry blackcat blackjack blessed1 blessing blink182
blueberry boomboom brandon1 brittany brittany1 brooklyn bulldog1 bulldogs buster123 butterfly butterfly1
california carolina caroline cassandra catherine champion champion1 champions changeit123 changeme changeme!
changeme1 changeme123 charlie1 charlie123 checkers chelsea1 chelsea123 chelseafc cherry123 cheyenne chocolate
chocolate1 christian christine christopher cocacola cocacola1 colorado computer computer1 computer123 contrasena
contraseña cookie123 cookies1 cooldude coolgirl corvette corvette1 courtney courtney1 cowboys1 creative crystal1
cupcakes cutie123 daniel123 danielle darkness database1 dearbook december december1 default1 default123 demo1234
demodemo diamond1 diamond123 discover dolphin1 dolphin123 dolphins dragon12 dragon123 dragonball drowssap
eagles123 einstein elephant elizabeth elizabeth1 eminem123 engineer enterprise explorer facebook facebook1
facebook123 faith123 family123 fantasia february fernanda fernando ferrari1 ferrari123 fireball firebird
football football1 football10 football12 football123 football7 forever1 forever21 fortnite francisco freedom1
freedom123 friends1 friends123 friendship g_czechout gabriel1 gabriela gabriella gandalf1 gangster garfield
georgia1 gfhjkmgfhjkm ginger123 godisgood goldfish google123 gorgeous greenday guest123 guest1234 guillermo
guitar123 hannah123 happiness happy123 hardcore harley123 harleydavidson haslo123 heaven12 hello123 hello123!
hello1234 hello12345 hello@123 hellohello hellokitty helloworld helloworld1 heslo123 highland hockey123
hollywood homework hottie123 hunter123 icecream idontknow ihateyou ilovegod ilovejesus iloveme1 iloveme123
iloveu123 iloveu22 iloveyou iloveyou! iloveyou1 iloveyou12 iloveyou123 iloveyou2 iloveyou3 iloveyouso india@123
infinite infinity instagram intermilan internet internet1 internet123 inuyasha iphone123 isabella isabella1
jackson5 january1 jasmine1 jasmine123 jellybean jennifer jennifer1 jessica1 jessica123 jesus123 jesus777
jesuschrist jesuslives jonathan jordan123 jordan23 juggalo1 juventus juventus1 katherine kawasaki killer12
killer123 kingkong kitty123 kittykat ladybug1 lakers24 lalalala leopard1 letmein! letmein1 letmein12 letmein123
letmeinnow linkedin linkedin1 linux123 liverpool liverpool1 liverpool123 lkjhgfdsa login123 lollipop lollypop
longhorn longjohn loveforever lovelife lovelove lovely123 loveme123 loveyou1 lozinka1 maggie123 manchester
manunited manutd123 mariposa marseille maryland master12 master123 matthew1 maverick melissa1 mercedes mercedes1
metallic metallica metallica1 michael1 michael123 michelle michelle1 mickey123 mickeymouse microsoft microsoft1
midnight midnight1 minecraft minecraft1 minecraft123 mnbvcxz1 mnbvcxzlk monkey12 monkey123 motdepasse motorola
mountain murphy123 music123 musica123 musicman mustang1 mustang123 mypass123 mypassword myspace1 mysql123
naruto123 natalie1 ncc1701d nevermind newpassword newyork1 newyorkcity nicholas nicole123 nintendo nirvana1
nissan123 nokia123 november november1 oracle123 orange123 overlord p@55w0rd p@ssw0rd p@ssw0rd1 p@ssw0rd123
p@ssword p@ssword1 p@ssword123 pa$$w0rd pa$$word pa55word panther1 paradise parola123 pass1234 pass12345
pass123456 pass@123 pass@1234 passion1 passpass passport passw0rd passw0rd! passw0rd1 passw123 password
password! password00 password01 password1 password1! password11 password12 password123 password123! password1234
password12345 password2020 password2021 password2022 password2023 password2024 password2025 password2026
password21 password22 password69 password99 passwords passwort passwort1 patricia patrick1 penguin1 phoenix1
phoenix123 pineapple platinum playboy1 playstation poiuytrewq pokemon1 pokemon12 pokemon123 popcorn1 porsche911
portland positive precious princess princess1 princess12 princess123 punisher purple123 pussycat q1234567
q12345678 q123456789 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qaz123wsx qazwsx123 qazwsxedc qazwsxedcrfv qazxswedc
qqqqqqqq qwaszx12 qwaszxqw qwe12345 qwe123qwe qweasd123 qweasdzxc qweqwe123 qweqweqwe qwer1234 qwer12345
qwerasdf qwert123 qwert1234 qwert12345 qwerty00 qwerty01 qwerty11 qwerty12 qwerty123 qwerty1234 qwerty12345
qwerty123456 qwerty321 qwerty78 qwerty789 qwerty99 qwerty@123 qwertyqwerty qwertyui qwertyuiop qwertyuiop1
qwertyuiop123 qwertz123 qwertzui qwertzuiop rainbow1 rainbow123 realmadrid redskins redsox04 remember resident
revolution roberto1 roblox123 rocknroll rockstar rockstar1 rodrigo1 root1234 rootroot s12345678 samantha
samantha1 samsung1 samsung12 samsung123 santiago satellite saturday savannah scoobydoo scorpion scorpion1
scotland sebastian sebastian1 sebastien secret12 secret123 security security1 senha123 september serenity
server123 shadow01 shadow12 shadow123 shannon1 silver123 skateboard skyline1 skywalker slipknot slipknot1
snickers snoopy123 snowball snowflake soccer123 softball somebody something southpark spartan1 spiderman
spiderman1 spongebob spongebob1 spring2024 spring2025 stargate startrek starwars starwars1 steelers steelers1
stephanie stephanie1 stephen1 sterling sternchen strawberry summer12 summer123 summer2024 summer2025 summer2026
sunflower sunflower1 sunshine sunshine1 sunshine123 superman superman1 superman12 superman123 supersecret
superstar superuser sweetheart sweetie1 swimming swordfish sysadmin target123 teamo123 teamomucho teddybear
telephone temp1234 temporary temppass tennis123 tequiero tequieromucho terminator terrance test1234 test12345
test123456 test@123 test@1234 tester123 testing1 testing123 testpass testtest thailand thomas123 thunder1
thursday tigger12 tigger123 timberland tinkerbell tinkerbell1 titanium toor1234 topsecret toyota123 treasure
trinity1 trombone trustno1 twitter1 universal user1234 user@123 useruser vacation valentin valentina valentine
vampire1 vanessa1 veronica victoria victoria1 virginia volleyball wachtwoord warcraft warrior1 warriors
watermelon welcome! welcome01 welcome1 welcome1! welcome12 welcome123 welcome2 welcome2024 welcome2025 welcome@1
welcome@123 westside whatever whatever1 whatsapp wildcat1 wildcats william1 windows1 windows10 windows123
winter123 winter2024 winter2025 wolfgang wolfpack wolverine woodland wordpass xboxlive xxxxxxxx yamaha123
yankees1 yankees2 youtube1 z1234567 zachary1 zaq123wsx zaq12wsx zaq1xsw2 zaq1zaq1 zaqwsxcde zinch123 zxcv1234
zxcvbnm, zxcvbnm1 zxcvbnm123 zxcvzxcv zzzzzzzz йцукенгш
`
    .trim()
    .split(/\s+/),
);

/** Without regard to case. */
export function isCommonPassword(password: string): boolean {
  return COMMON.has(password.toLowerCase());
}
