/** One fact a line: names, divided by “|”, a colon, and what is said. */
export const generalFacts = `
capital of france|paris: Paris is the capital of France, on the Seine.
capital of germany|berlin: Berlin is the capital of Germany.
capital of italy|rome: Rome is the capital of Italy, and was that of the Roman Empire.
capital of spain|madrid: Madrid is the capital of Spain.
capital of portugal|lisbon: Lisbon is the capital of Portugal.
capital of england|capital of the uk|capital of the united kingdom|london: London is the capital of the United Kingdom, on the Thames.
capital of ireland|dublin: Dublin is the capital of Ireland.
capital of the netherlands|amsterdam: Amsterdam is the capital of the Netherlands; the government sits in The Hague.
capital of belgium|brussels: Brussels is the capital of Belgium and home of European institutions.
capital of austria|vienna: Vienna is the capital of Austria, on the Danube.
capital of switzerland|bern: Bern is the seat of Switzerland's government.
capital of poland|warsaw: Warsaw is the capital of Poland.
capital of greece|athens: Athens is the capital of Greece.
capital of sweden|stockholm: Stockholm is the capital of Sweden.
capital of norway|oslo: Oslo is the capital of Norway.
capital of denmark|copenhagen: Copenhagen is the capital of Denmark.
capital of finland|helsinki: Helsinki is the capital of Finland.
capital of ukraine|kyiv: Kyiv is the capital of Ukraine.
capital of russia|moscow: Moscow is the capital of Russia.
capital of turkey|ankara: Ankara is the capital of Turkey; Istanbul is its largest city.
capital of egypt|cairo: Cairo is the capital of Egypt.
capital of nigeria|abuja: Abuja is the capital of Nigeria; Lagos is its largest city.
capital of kenya|nairobi: Nairobi is the capital of Kenya.
capital of ghana|accra: Accra is the capital of Ghana.
capital of south africa|pretoria: South Africa has three capitals: Pretoria, Cape Town and Bloemfontein.
capital of the usa|capital of the united states|capital of america: Washington, D.C. is the capital of the United States.
capital of canada|ottawa: Ottawa is the capital of Canada.
capital of mexico: Mexico City is the capital of Mexico.
capital of brazil|brasilia: Brasília is the capital of Brazil.
capital of argentina|buenos aires: Buenos Aires is the capital of Argentina.
capital of chile: Santiago is the capital of Chile.
capital of peru|lima: Lima is the capital of Peru.
capital of colombia|bogota: Bogotá is the capital of Colombia.
capital of japan|tokyo: Tokyo is the capital of Japan and the largest urban area in the world.
capital of china|beijing: Beijing is the capital of China.
capital of india|new delhi: New Delhi is the capital of India.
capital of pakistan|islamabad: Islamabad is the capital of Pakistan.
capital of bangladesh|dhaka: Dhaka is the capital of Bangladesh.
capital of indonesia|jakarta: Jakarta is Indonesia's capital; Nusantara is being built to follow it.
capital of vietnam|hanoi: Hanoi is the capital of Vietnam.
capital of thailand|bangkok: Bangkok is the capital of Thailand.
capital of south korea|seoul: Seoul is the capital of South Korea.
capital of the philippines|manila: Manila is the capital of the Philippines.
capital of australia|canberra: Canberra is the capital of Australia; Sydney is its largest city.
capital of new zealand|wellington: Wellington is the capital of New Zealand.
germany: Germany is a federal republic in central Europe with 16 states; its capital is Berlin.
france: France is a republic in western Europe; its capital is Paris.
italy: Italy is a republic in southern Europe, shaped like a boot; its capital is Rome.
spain: Spain is a kingdom in southwestern Europe; its capital is Madrid.
japan: Japan is an island country in East Asia; its capital is Tokyo.
china: China is a country in East Asia, one of the two most populous; its capital is Beijing.
india: India is a republic in South Asia and the most populous country; its capital is New Delhi.
brazil: Brazil is the largest country of South America; its language is Portuguese.
canada: Canada is the second largest country by area; its languages are English and French.
australia: Australia is a country and a continent; its capital is Canberra.
united states|usa: The United States is a federal republic of 50 states in North America.
united kingdom|uk: The United Kingdom is England, Scotland, Wales and Northern Ireland.
european union|eu: The European Union is a union of 27 European countries with a common market.
united nations|un: The United Nations, founded in 1945, brings together 193 countries.
africa: Africa is the second largest continent, with 54 countries.
asia: Asia is the largest continent, with more than half of all people.
europe: Europe is a continent of about 50 countries.
antarctica: Antarctica is the continent at the South Pole, covered by ice up to nearly five kilometres thick.
continent|continents|how many continents: There are seven continents: Africa, Antarctica, Asia, Australia, Europe, North America and South America.
ocean|oceans: There are five oceans: the Pacific, Atlantic, Indian, Southern and Arctic.
mount everest|everest|highest mountain|tallest mountain: Mount Everest is the highest mountain above the sea: 8,849 metres.
nile|longest river: The Nile, about 6,650 km, is usually called the longest river; the Amazon carries the most water.
amazon: The Amazon is the river with the most water; the largest rain forest lies around it. Amazon is also a company.
sahara|largest desert: The Sahara is the largest hot desert, in northern Africa.
largest country: Russia is the largest country by area.
smallest country: Vatican City is the smallest country.
most populous country: India is the most populous country.
great wall of china|great wall: The Great Wall of China was built over many centuries and is more than 20,000 km long in all.
eiffel tower: The Eiffel Tower in Paris was finished in 1889 and is 330 metres high.
pyramids|pyramid: The great pyramids of Giza were built about 4,500 years ago as tombs of kings.
world war 1|world war i|first world war: The First World War lasted from 1914 to 1918.
world war 2|world war ii|second world war: The Second World War lasted from 1939 to 1945.
french revolution: The French Revolution began in 1789 and ended the old monarchy.
roman empire: The Roman Empire ruled the lands around the Mediterranean; its western half fell in 476.
moon landing|first man on the moon|neil armstrong: Neil Armstrong was the first person on the Moon, on 20 July 1969.
berlin wall: The Berlin Wall divided Berlin from 1961 to 1989.
renaissance: The Renaissance was the revival of ancient art and learning in Europe from the 14th to the 16th century.
industrial revolution: The Industrial Revolution brought machines and factories, first in Britain, from about 1760.
democracy: Democracy is government by the people, mostly through representatives they elect.
inflation: Inflation is a general rise of prices: money buys less.
gdp: GDP is the value of everything a country produces in a year.
stock|share: A share is a part of a company that can be bought and sold.
interest: Interest is what is paid for borrowed money.
tax: Taxes are what people and companies must pay to the state for common tasks.
philosophy: Philosophy asks basic questions: what is real, what can be known, what is right.
psychology: Psychology studies how people think, feel and act.
economics: Economics studies how people and societies use what is scarce.
music: Music is the art of arranging sounds in time.
beethoven: Ludwig van Beethoven (1770–1827) composed nine symphonies, the last ones nearly deaf.
mozart: Wolfgang Amadeus Mozart (1756–1791) composed more than 600 works in 35 years.
bach: Johann Sebastian Bach (1685–1750) was a composer and organist of the Baroque.
shakespeare|william shakespeare: William Shakespeare (1564–1616) wrote plays such as Hamlet, and Romeo and Juliet.
leonardo da vinci|da vinci: Leonardo da Vinci (1452–1519) painted the Mona Lisa, and was an engineer and scientist.
mona lisa: The Mona Lisa is a portrait by Leonardo da Vinci; it hangs in the Louvre in Paris.
van gogh|vincent van gogh: Vincent van Gogh (1853–1890) painted The Starry Night and the Sunflowers.
picasso: Pablo Picasso (1881–1973) was a painter who, with Braque, founded Cubism.
football|soccer: In football two teams of eleven try to get a ball into the other's goal without using hands.
basketball: In basketball two teams of five try to throw a ball through the other's hoop.
cricket: Cricket is a game of bat and ball between two teams of eleven.
tennis: In tennis two or four players hit a ball over a net with rackets.
chess: Chess is a board game for two on 64 squares; who checkmates the other's king wins.
olympic games|olympics: The Olympic Games are held every four years, in summer and in winter, two years apart.
marathon: A marathon is a run of 42.195 kilometres.
coffee: Coffee is a drink from roasted beans; its caffeine keeps people awake.
tea: Tea is a drink from leaves of the tea plant in hot water.
bread: Bread is baked from flour and water, mostly raised with yeast or sourdough.
pizza: Pizza comes from Naples: flat bread with tomatoes, cheese and more.
vitamin|vitamins: Vitamins are substances the body needs in small amounts and mostly cannot make itself.
protein: Proteins are chains of amino acids; the body builds muscles and enzymes from them.
calorie|calories: A calorie is a measure of energy in food; grown-ups need about 2,000 to 2,500 kilocalories a day.
exercise: Regular exercise strengthens heart and muscles; 150 minutes a week are often advised.
meditation: Meditation is practising attention, for example on the breath, to calm the mind.
cat: A cat is a small hunting animal that lives with people; it sleeps about 13 hours a day.
dog: A dog descends from the wolf and has lived with people for more than 15,000 years.
elephant: The elephant is the largest land animal.
blue whale|largest animal: The blue whale is the largest animal ever: up to 30 metres long.
cheetah|fastest animal: The cheetah is the fastest land animal, up to about 100 km/h; a diving peregrine falcon is faster still.
bee|bees: Bees carry pollen from flower to flower; many plants depend on them.
tree: Trees take carbon dioxide from the air and give back oxygen.
leap year: A leap year has 366 days: every fourth year, but of the full centuries only those divisible by 400.
time zone: Time zones share one clock time; there are about 24, counted from UTC.
celsius|fahrenheit: To turn Fahrenheit into Celsius, subtract 32 and multiply by 5/9: 68 °F are 20 °C.
kilometre|kilometer|mile: A mile is about 1.609 kilometres.
kilogram|pound: A pound is about 0.4536 kilograms.
iso 8601: ISO 8601 writes times from large to small: 2024-01-15T10:30:00Z.
esperanto: Esperanto is a constructed language by L. L. Zamenhof, from 1887.
alphabet: The English alphabet has 26 letters.
`;
