/** One fact a line: names, divided by “|”, a colon, and what is said. */
export const scienceFacts = `
internet: The internet is the worldwide network of networks that exchange data by the IP protocol.
world wide web|web: The web is the system of linked pages on the internet, proposed by Tim Berners-Lee at CERN in 1989.
computer: A computer is a machine that carries out programs: lists of instructions that process data.
cpu|processor: The CPU is the part of a computer that carries out instructions.
gpu: A GPU makes many simple calculations at once: for graphics, and for machine learning.
ram|memory: RAM is a computer's fast working memory; it is empty again when the power goes.
ssd: An SSD stores data in memory chips, without moving parts, much faster than a hard disk.
ip address: An IP address is the number by which a device is reached on the internet.
dns: DNS is the directory of the internet: it turns names such as example.org into IP addresses.
http: HTTP is the protocol by which browsers ask servers for pages and send data.
tcp: TCP delivers a stream of bytes completely and in order over an unreliable network.
udp: UDP sends single packets without promises: fast, and some may get lost.
browser: A browser fetches web pages and shows them.
email|e-mail: E-mail sends letters over the internet between mail servers, by the SMTP protocol.
wifi|wi-fi: Wi-Fi connects devices to a network by radio.
bluetooth: Bluetooth connects devices over a few metres by radio.
bit|byte: A bit is a 0 or a 1; a byte is eight of them.
binary: Binary writes numbers with only 0 and 1; computers calculate that way.
unicode|utf-8: Unicode numbers the characters of all scripts; UTF-8 is the usual way to store them.
alan turing|turing: Alan Turing (1912–1954) founded computer science, and broke wartime ciphers.
ada lovelace: Ada Lovelace (1815–1852) published the first algorithm for a machine, Babbage's Analytical Engine.
linus torvalds: Linus Torvalds began Linux in 1991 and Git in 2005.
tim berners-lee: Tim Berners-Lee invented the World Wide Web.
grace hopper: Grace Hopper (1906–1992) wrote one of the first compilers and shaped COBOL.
gravity: Gravity is the attraction between masses; near the ground it speeds falling things up by 9.8 m/s every second.
speed of light: Light travels 299,792,458 metres per second in empty space.
speed of sound: Sound travels about 343 metres per second in air at 20 °C.
relativity|theory of relativity: Einstein's relativity says that time and length depend on motion, and that mass bends space and time.
quantum mechanics|quantum physics: Quantum mechanics describes the smallest things, where only probabilities can be foretold.
atom: An atom is the smallest piece of an element: a nucleus of protons and neutrons with electrons around it.
electron: An electron is a light, negatively charged particle; its flow is electric current.
proton: A proton is a positively charged particle in the nucleus of every atom.
molecule: A molecule is a group of atoms bound together.
water|h2o: Water is H₂O: two atoms of hydrogen, one of oxygen. It freezes at 0 °C and boils at 100 °C at sea level.
oxygen: Oxygen makes up about 21 % of the air; most living things need it to breathe.
hydrogen: Hydrogen is the lightest and most common element in the universe.
carbon: Carbon is the element that all known life is built on; diamond and graphite are pure carbon.
gold: Gold is a heavy, soft metal that does not rust; its symbol is Au.
periodic table: The periodic table arranges the elements by the number of their protons.
energy: Energy is the ability to do work; it changes its form and is never lost.
electricity: Electricity is the presence and flow of electric charge.
photosynthesis: In photosynthesis plants make sugar and oxygen from light, water and carbon dioxide.
dna: DNA is the long molecule that carries the instructions of life, written with four letters.
gene: A gene is a piece of DNA that holds the plan of a protein.
cell: A cell is the smallest living unit; all living things are made of one or more.
evolution: Evolution is the change of living things over generations; what suits its surroundings best leaves more offspring.
charles darwin|darwin: Charles Darwin (1809–1882) explained evolution by natural selection.
bacteria: Bacteria are tiny living things of a single cell without a nucleus; most are harmless or useful.
virus: A virus is a packet of genes that needs a living cell to multiply.
vaccine|vaccination: A vaccine shows the immune system a harmless form of a germ, so that it is prepared for the real one.
antibiotic: Antibiotics kill bacteria or stop their growth; against viruses they do nothing.
heart: The heart pumps about five litres of blood a minute through the body.
brain: The human brain has about 86 billion nerve cells.
bone: A grown-up person has 206 bones.
sleep: Grown-ups need about seven to nine hours of sleep; in it the brain sorts memories.
sun: The Sun is a star, about 150 million kilometres away; light takes eight minutes from there.
moon: The Moon circles the Earth in about 27 days, at 384,000 kilometres on average.
earth: The Earth is the third planet from the Sun, about 4.5 billion years old and 12,742 km across.
mars: Mars is the fourth planet, red from iron oxide, with a day of 24 hours and 37 minutes.
venus: Venus is the second planet and the hottest, about 465 °C, under thick clouds.
mercury: Mercury is the smallest planet and the nearest to the Sun; it is also the name of a liquid metal.
jupiter: Jupiter is the largest planet, a gas giant with more than 90 known moons.
saturn: Saturn is the sixth planet, famous for its rings of ice and rock.
uranus: Uranus is the seventh planet, an ice giant that rolls on its side.
neptune: Neptune is the eighth and outermost planet.
pluto: Pluto is a dwarf planet; until 2006 it counted as the ninth planet.
planet|planets|solar system: The Solar System has eight planets: Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune.
star: A star is a ball of hot gas that shines because hydrogen fuses to helium inside.
black hole: A black hole is a place with gravity so strong that not even light gets out.
galaxy|milky way: A galaxy is a great island of stars; ours, the Milky Way, has between 100 and 400 billion.
universe: The universe is everything there is; it began about 13.8 billion years ago.
big bang: The Big Bang is the hot, dense beginning of the universe, about 13.8 billion years ago.
light year: A light year is how far light travels in a year: about 9.46 trillion kilometres.
climate change|global warming: Climate change is the warming of the Earth, caused mainly by greenhouse gases from burning coal, oil and gas.
greenhouse effect: Greenhouse gases let sunlight in and hold heat back; without them the Earth would be frozen, with more it warms.
earthquake: An earthquake is a shaking of the ground when rock breaks or slips along a fault.
volcano: A volcano is an opening through which molten rock and gas come out of the Earth.
tsunami: A tsunami is a series of great waves, mostly set off by an earthquake under the sea.
rainbow: A rainbow is sunlight split into colours inside raindrops; you see it with the Sun behind you.
dinosaur|dinosaurs: Dinosaurs ruled the land until about 66 million years ago; birds descend from them.
albert einstein|einstein: Albert Einstein (1879–1955) found the theories of relativity and explained the photoelectric effect.
isaac newton|newton: Isaac Newton (1643–1727) found the laws of motion and gravity, and built calculus.
marie curie: Marie Curie (1867–1934) studied radioactivity and won Nobel Prizes in physics and in chemistry.
galileo: Galileo Galilei (1564–1642) saw Jupiter's moons by telescope and tested ideas by experiment.
nikola tesla: Nikola Tesla (1856–1943) shaped the alternating current by which electricity is delivered.
pi: Pi is the ratio of a circle's circumference to its diameter: 3.14159265…
prime number|prime: A prime number has exactly two divisors, 1 and itself: 2, 3, 5, 7, 11, …
fibonacci: In the Fibonacci sequence each number is the sum of the two before: 0, 1, 1, 2, 3, 5, 8, …
pythagoras|pythagorean theorem: In a right triangle the squares of the short sides add up to the square of the longest: a² + b² = c².
calculus: Calculus studies change and sums of infinitely small pieces: derivatives and integrals.
statistics: Statistics collects data and draws careful conclusions from it.
probability: Probability measures how likely something is, from 0 (never) to 1 (always).
average|mean: The mean is the sum of the values divided by their number.
median: The median is the middle value of a sorted list.
`;
