/** One fact a line: names, divided by “|”, a colon, and what is said. */
export const programmingFacts = `
python: Python is a high-level programming language known for readable code. It is used for scripting, data science, web servers and teaching.
javascript|js: JavaScript is the programming language of web browsers; with Node.js it runs on servers too.
typescript|ts: TypeScript is JavaScript with static types: the compiler finds many mistakes before the program runs.
java: Java is an object-oriented language that runs on a virtual machine, much used in companies and on Android.
kotlin: Kotlin is a concise language for the Java virtual machine and the preferred one for Android apps.
c: C is a small, fast language close to the machine; operating systems and many other languages are written in it.
c++|cpp: C++ extends C with classes, templates and more; it is used where speed counts, as in games and browsers.
c#|csharp: C# is Microsoft's object-oriented language for the .NET platform, also used in the Unity game engine.
go|golang: Go is a compiled language made at Google, simple, with built-in concurrency; popular for servers and tools.
rust: Rust is a systems language that guarantees memory safety without a garbage collector, by checking ownership when compiling.
swift: Swift is Apple's language for apps on iPhone, iPad and Mac.
php: PHP is a scripting language for web servers; a large part of the web's sites runs on it.
ruby: Ruby is a dynamic language made for programmers' happiness; the web framework Rails is written in it.
perl: Perl is a scripting language, strong in processing text.
r language|r: R is a language for statistics and charts.
scala: Scala joins object-oriented and functional programming on the Java virtual machine.
haskell: Haskell is a purely functional language with lazy evaluation and a strong type system.
erlang: Erlang is a functional language for systems that must never stop, such as telephone exchanges and chat servers.
elixir: Elixir is a modern language on Erlang's virtual machine, liked for real-time web applications.
lua: Lua is a small scripting language that is easy to embed, common in games.
dart: Dart is the language of the Flutter framework for mobile, web and desktop apps.
lisp: Lisp is one of the oldest languages; programs are lists, and programs can write programs.
prolog: Prolog is a logic language: you state facts and rules, and it searches for answers.
fortran: Fortran, from 1957, was the first widely used high-level language and still serves numerical science.
cobol: COBOL is a language from 1959 for business data; many banks still depend on it.
assembly|assembler|assembly language: Assembly language writes the processor's own instructions by name, one line each.
bash|shell script: Bash is a Unix shell: it runs commands you type, and scripts made of them.
powershell: PowerShell is Microsoft's shell; its commands pass on objects instead of text.
sql: SQL is the language for asking and changing relational databases: SELECT, INSERT, UPDATE, DELETE.
html: HTML describes the structure of web pages with tags such as <p> and <a>.
css: CSS describes how web pages look: colours, fonts, spacing, layout.
json: JSON is a text format for data: objects in braces, lists in brackets, texts in quotes.
xml: XML is a text format that marks up data with nested tags of your own choice.
yaml: YAML is a data format made to be easy to read, often used for configuration; indentation carries the structure.
markdown: Markdown is plain text with simple marks, such as # for headings and ** for bold, that turns into formatted pages.
regular expression|regex|regexp: A regular expression is a pattern that describes texts; it is used to search, check and replace.
node.js|node|nodejs: Node.js runs JavaScript outside the browser, well suited to servers with many connections.
npm: npm is the package manager of Node.js, and the registry its packages come from.
deno: Deno is a runtime for JavaScript and TypeScript with secure defaults, by the creator of Node.js.
react: React is a JavaScript library for user interfaces made of components.
vue|vue.js: Vue is a JavaScript framework for user interfaces, known for being easy to begin with.
angular: Angular is a TypeScript framework by Google for large web applications.
svelte: Svelte compiles components to small JavaScript instead of shipping a framework to the browser.
next.js|nextjs: Next.js is a React framework that renders pages on the server and routes by files.
django: Django is a Python web framework with an admin interface, a database layer and much else built in.
flask: Flask is a small Python web framework; you add what you need.
fastapi: FastAPI is a Python web framework that checks input by type hints and writes API documentation by itself.
express|express.js: Express is a minimal web framework for Node.js.
fastify: Fastify is a fast web framework for Node.js that checks and serialises by JSON Schema.
rails|ruby on rails: Ruby on Rails is a web framework that prefers convention over configuration.
spring|spring boot: Spring is the most used framework for Java servers; Spring Boot sets it up for you.
laravel: Laravel is a popular PHP web framework.
flutter: Flutter is Google's toolkit for apps on phone, web and desktop from one code base in Dart.
react native: React Native builds native phone apps with React.
jquery: jQuery is a JavaScript library that made work with web pages easier when browsers differed more.
bootstrap: Bootstrap is a CSS framework with ready-made components and a grid.
tailwind|tailwind css: Tailwind is a CSS framework of small utility classes that are combined in the HTML.
webpack: Webpack bundles JavaScript modules and other files for the browser.
vite: Vite is a build tool for the web with a very fast development server.
docker: Docker packs a program with all it needs into an image that runs the same everywhere, as a container.
container: A container is an isolated process with its own file system, lighter than a virtual machine.
kubernetes|k8s: Kubernetes runs containers on many machines: it starts, replaces and scales them.
virtual machine|vm: A virtual machine is a computer simulated by software, with an operating system of its own.
git: Git is a distributed version control system: every clone holds the whole history of a project.
github: GitHub is a service that hosts Git repositories, with issues, reviews and automation.
version control: Version control keeps every change to files, with who made it and why, so that you can compare and go back.
branch: In Git, a branch is a movable name for a line of commits, on which work goes on beside others.
merge conflict: A merge conflict arises when two changes touch the same lines; a person has to decide what holds.
ci|continuous integration: Continuous integration builds and tests every change by itself, soon after it is made.
unit test|unit testing: A unit test checks one small piece of code by itself.
tdd|test driven development: Test-driven development writes the test first, then just enough code to pass it, then tidies up.
debugging|debugger|debug: Debugging is finding out why a program does not do what it should; a debugger stops it and shows its variables.
bug: A bug is a mistake in a program that makes it behave differently from what was meant.
algorithm: An algorithm is a finite list of exact steps that solves a problem.
data structure: A data structure is a way to arrange data so that certain operations are cheap, such as lists, trees and hash tables.
array: An array keeps values in a row, each reached at once by its index.
linked list: In a linked list each element points to the next; inserting is cheap, finding by index is not.
stack: A stack gives back last what was put in first: last in, first out.
queue: A queue gives back what was put in first: first in, first out.
hash table|hash map|dictionary: A hash table finds values by key in about constant time, by calculating a position from the key.
binary search: Binary search finds a value in a sorted list by halving the range each time, in logarithmic time.
binary tree: In a binary tree every node has at most two children; sorted ones allow fast searching.
graph theory: Graph theory studies nodes and the edges between them: networks, routes, relations.
recursion: Recursion is when a function calls itself on a smaller part of the problem, until a case is simple enough.
big o|big o notation: Big O notation says how the work grows with the size of the input, such as O(n) or O(n log n).
sorting|quicksort: Sorting puts values in order; good methods such as quicksort and merge sort need about n log n steps.
variable: A variable is a name for a value that a program keeps.
function: A function is a named piece of program that takes inputs and gives back a result.
closure: A closure is a function together with the variables of the place where it was made.
class: A class describes what objects of one kind have and can do.
object oriented programming|oop|object-oriented programming: Object-oriented programming arranges a program as objects that hold data and the functions working on it.
functional programming: Functional programming builds programs from functions without side effects and values that do not change.
inheritance: With inheritance, a class takes over what another class has and adds to it.
polymorphism: Polymorphism means that one call works on different types, each in its own way.
interface: An interface says which operations something offers, without saying how.
compiler: A compiler translates a program's source into machine code or another language before it runs.
interpreter: An interpreter runs a program's source directly, step by step.
garbage collection|garbage collector: Garbage collection frees memory that a program can no longer reach, by itself.
pointer: A pointer is a value that is the address of another value in memory.
thread: A thread is one line of execution in a process; several share the same memory.
process: A process is a running program with memory of its own.
concurrency: Concurrency is dealing with several things in overlapping times; parallelism does them at the same moment.
deadlock: In a deadlock, each of several parties waits for something another one holds, so none goes on.
race condition: A race condition is when a result depends on which of several things happens first.
async|async await|asynchronous programming|promise: Asynchronous code starts slow work and goes on; async/await lets it be written as if it waited.
event loop: An event loop takes one event after the other and runs its handler; Node.js and browsers work that way.
api: An API is the set of calls by which one program uses another.
rest|rest api|restful: REST is a style of web API: resources have addresses, and GET, POST, PUT and DELETE act on them.
graphql: GraphQL is a query language for APIs: the client asks for exactly the fields it needs.
grpc: gRPC calls functions on other machines over HTTP/2 with compact binary messages.
webhook: A webhook is a call that a service makes to your address when something happens.
websocket|websockets: A WebSocket is a lasting two-way connection between browser and server, made for live data such as chat.
socket.io: Socket.IO is a library for live, two-way events between client and server; it falls back to polling and reconnects by itself.
sse|server-sent events: Server-sent events are a one-way stream from server to browser over plain HTTP, with automatic reconnecting.
oauth: OAuth lets a program act for you at a service without learning your password.
jwt|json web token: A JSON Web Token is a signed piece of JSON that says who somebody is; the server checks the signature.
cors: CORS is how a server tells browsers which other sites' pages may call it.
sql injection: SQL injection smuggles commands into a query through input; parameters instead of pasted text prevent it.
xss|cross-site scripting: Cross-site scripting makes a page run a stranger's script; escaping output and a content policy prevent it.
csrf: CSRF makes your browser send a request you did not mean, using your cookies; tokens and SameSite cookies prevent it.
hashing|hash function|hash: A hash function turns any data into a short value of fixed length that cannot be turned back.
encryption: Encryption makes data unreadable without a key. With end-to-end encryption only the people talking have the keys.
tls|ssl|https: TLS encrypts connections and proves the server's identity; HTTPS is HTTP over TLS.
public key|public key cryptography: Public-key cryptography uses two keys: what one locks only the other opens, so one of them may be public.
database: A database stores data so that it can be searched and changed safely by many at once.
relational database: A relational database keeps data in tables whose rows refer to each other, and is asked with SQL.
nosql: NoSQL databases keep documents, keys, columns or graphs instead of tables; they give up some guarantees for scale or freedom.
sqlite: SQLite is a complete SQL database in one library and one file, without a server.
postgresql|postgres: PostgreSQL is a powerful open-source relational database, known for correctness and many features.
mysql: MySQL is a widespread open-source relational database.
mongodb: MongoDB is a database of JSON-like documents.
redis: Redis keeps data in memory: cache, queues, counters, messages between programs.
index|database index: A database index is a sorted structure that finds rows without reading the whole table.
transaction: A transaction is a group of changes that happen all or not at all.
acid: ACID stands for atomic, consistent, isolated, durable: what a database transaction promises.
cap theorem: The CAP theorem says that a distributed system that is cut in two must give up either consistency or availability.
cache|caching: A cache keeps results near, so that they need not be fetched or calculated again; the hard part is knowing when they are stale.
load balancer: A load balancer spreads requests over several servers.
microservice|microservices: Microservices split an application into small services that are deployed by themselves and talk over the network.
monolith: A monolith is an application that is built and deployed as one piece.
cloud|cloud computing: Cloud computing rents computers, storage and services over the internet by use.
aws: AWS is Amazon's cloud, the largest of its kind.
serverless: Serverless means that the provider runs your functions on demand, and you manage no servers.
linux: Linux is a free operating system kernel by Linus Torvalds, from 1991; it runs servers, phones and supercomputers.
unix: Unix is an operating system from 1969 whose ideas (files, pipes, small tools) live on in Linux and macOS.
operating system: An operating system manages the computer's hardware and lets programs share it.
windows: Windows is Microsoft's operating system for PCs.
macos: macOS is Apple's operating system for the Mac, built on Unix.
android: Android is Google's operating system for phones, built on Linux.
ios: iOS is the operating system of the iPhone.
open source: Open-source software has source code that everybody may read, use, change and share.
agile|scrum: Agile development works in short steps with frequent feedback; Scrum is one way to organise that.
machine learning: Machine learning lets programs find rules in examples instead of being told them.
deep learning: Deep learning is machine learning with neural networks of many layers.
neural network: A neural network is a chain of simple units whose connections are adjusted while it learns from examples.
artificial intelligence|ai: Artificial intelligence is the field of making machines do what would need intelligence if people did it.
llm|large language model|language model: A large language model predicts how text goes on, learned from very much text; so it can answer and write.
chatgpt: ChatGPT is a chat assistant by OpenAI built on large language models.
blockchain: A blockchain is a shared list of records, linked by hashes, that many computers agree on.
bitcoin: Bitcoin is the first cryptocurrency, started in 2009; its ledger is a blockchain.
quantum computing|quantum computer: A quantum computer calculates with quantum states; for some problems it could be far faster than any other.
`;
