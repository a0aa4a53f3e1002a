#include "core/data/generate/text.h"

// Query texts of the tasks with one right answer. Higher levels chain more steps and use rarer
// words, so that text tells something about difficulty.
namespace orl::generate {
namespace {

using Words = std::string_view;

// Arithmetic word problems --------------------------------------------------------------------
constexpr Words kArithmetic1[] = {
    // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one text, too long for a line
    "{person.a} has {3-30} {things.a} and buys {2-25} more at {place}. How many {things.a} does "
    "{person.a} have now?",
    "A box at {place} holds {4-24} {things}. How many are in {2-9} boxes?",
    "{person} had {30-90} {things.a} and gave {2-28} to {person}. How many {things.a} are left?",
    "What is {12-99} plus {12-99}?",
    "{2-9} friends share {things.a} equally and each gets {3-12}. How many {things.a} were there?",
};
constexpr Words kArithmetic2[] = {
    "{person.a} buys {3-12} {things} for {2-9} euros each and pays with a {100-200} euro voucher. "
    "How much of the voucher remains?",
    "A {vehicle} travels {40-95} km each hour for {2-6} hours and then {10-60} km more. How far "
    "does it go?",
    "{place.a} opens with {60-180} {things.a}, sells {10-50} in the morning and receives {20-70} "
    "in the afternoon. How many {things.a} are there at closing time in {place.a}?",
    "{person} reads {12-40} pages a day from {day} on. The book has {200-480} pages. On which day "
    "of reading is it finished?",
};
constexpr Words kArithmetic3[] = {
    "{person.a} mixes {2-9} kg of {goods.a} at {2-8} euros per kg with {2-9} kg at {9-15} euros "
    "per kg and adds a margin of {10-40} percent. What does one kg of the mixture sell for?",
    "A {vehicle} leaves {city.a} at {6-9}:00 at {40-70} km/h. Two hours later another one follows "
    "at {80-120} km/h. After how many hours and at what distance from {city.a} do they meet?",
    "{place.a} raises the price of {goods.a} by {5-30} percent and later lowers it by {5-30} "
    "percent. {person} then pays {40-200} euros. What was the original price?",
    "Three workers finish a wall in {4-9}, {10-15} and {16-24} hours when working alone. How long "
    "do they need together, and what share does the fastest one do?",
};
constexpr Words kArithmetic4[] = {
    "A tank holding {200-900} litres is filled by two pumps of {10-30} and {31-60} litres per "
    "minute and drained by a leak whose rate is proportional to the volume, {1-4} percent per "
    "minute. Set up the balance, find the steady volume, and say after how many minutes it is "
    "half reached.",
    "{person.a} invests {1000-9000} euros at {2-7} percent, compounded quarterly, and withdraws "
    "{20-90} euros at the end of every quarter. After how many quarters is the balance below "
    "{300-900} euros? Show each step of the recurrence.",
    "From {8-14} {things.a} and {5-9} {things.b}, {person} packs a crate of {4-6}. In how many "
    "ways can the crate contain at least two of each kind, if two particular {things.a} must not "
    "be packed together?",
    "The sum of the first n terms of an arithmetic progression is {100-400} and the sum of the "
    "first 2n terms is {500-1200}. Express the common difference through n and find all integer "
    "solutions with n below {12-30}.",
};
constexpr Words kArithmetic5[] = {
    "Let p be a prime divisor of {2-9}^{20-60} + {3-9}^{20-60} not dividing either base. Determine "
    "the possible residues of p modulo the order of the quotient, justify every congruence, and "
    "count the primes below {500-2000} that qualify.",
    "{person} draws without replacement from an urn with {10-30} {colour} and {10-30} white balls "
    "until the k-th white ball appears. Derive the distribution of the stopping time, its "
    "variance, and the k that maximises the ratio of the two when each draw costs {2-9} cents and "
    "stopping pays {1-5} euros.",
    "Minimise the expected inventory cost of {goods} when weekly demand is Poisson with mean "
    "{20-80}, ordering costs {40-200} euros, holding {1-4} euros per unit and week, and lead time "
    "is geometric with mean {2-5}. Derive the optimality conditions and compute the reorder point "
    "to the nearest unit.",
    "How many {4-7}-colourings of the edges of a regular {8-16}-gon are distinct up to rotation "
    "and reflection if no two adjacent edges share a colour? Apply the orbit-counting lemma and "
    "verify the transfer-matrix trace for each divisor.",
};

// Code ------------------------------------------------------------------------------------------
constexpr Words kStructure[] = {"list", "array", "dictionary", "string", "tuple", "queue"};
constexpr Words kProgramming[] = {"Python", "JavaScript", "Go", "C++", "Rust", "Java"};
constexpr Words kField[] = {"price", "age", "score", "weight", "timestamp", "distance"};
constexpr Words kCode1[] = {
    "Write a {programming} function that returns the sum of all numbers in a {structure}.",
    "Write a {programming} function that counts how often the letter '{letter}' occurs in a text.",
    "In {programming}, print the numbers from {1-9} to {20-90} that are divisible by {2-9}.",
    "Write a {programming} function that returns the largest {field} in a {structure}.",
    "In {programming}, reverse a {structure} of {things} without a library call.",
};
constexpr Words kLetter[] = {"a", "e", "k", "m", "o", "r", "s", "t"};
constexpr Words kCode2[] = {
    "Write a {programming} function that groups a {structure} of records by {field.a} and returns "
    "the mean {field.b} of each group.",
    "Write a {programming} function that removes duplicates from a {structure} and keeps the order "
    "of first occurrence.",
    "In {programming}, parse lines of the form 'name;{field.a};{field.b}' and return those whose "
    "{field.a} is above {10-90}.",
    "Write a {programming} function that checks whether two texts are anagrams, ignoring case and "
    "spaces.",
};
constexpr Words kCode3[] = {
    "Write a {programming} function that merges overlapping intervals given as pairs of "
    "{field.a}s, "
    "then returns the total length covered and the largest gap. Include tests for touching "
    "intervals.",
    "In {programming}, implement a cache of {16-512} entries that evicts the least recently used "
    "one; both look-up and insertion must take constant time.",
    "Given a {structure} of {things} with {field.a} and {field.b}, write a {programming} function "
    "that finds the subset of highest {field.a} whose total {field.b} is at most {50-400}.",
    "Write a {programming} tokenizer and evaluator for arithmetic expressions with parentheses, "
    "unary minus and the usual precedence. Report the column of a syntax error.",
};
constexpr Words kCode4[] = {
    "Implement in {programming} a lock-free bounded queue for several producers and one consumer. "
    "State the memory orderings, explain why the ABA problem cannot occur, and handle wrap-around "
    "of {16-64}-bit counters.",
    "Write a {programming} function that computes the minimum cost flow through a network with "
    "capacities and negative edge costs, detects negative cycles, and returns the dual potentials "
    "together with the flow.",
    "In {programming}, build a persistent segment tree over {1000-100000} {field.a}s that answers "
    "'k-th smallest in a range at version v' in logarithmic time, and analyse its memory.",
    "Given a log of {things} with out-of-order {field.a}s, implement in {programming} a streaming "
    "join with watermarks, exactly-once output and bounded state. Explain the recovery after a "
    "crash between checkpoint and commit.",
};
constexpr Words kCode5[] = {
    "Design and implement in {programming} a suffix automaton that supports online insertion, "
    "counts distinct substrings of length {3-9} to {10-30}, and answers longest-common-extension "
    "queries in amortised constant time; prove the amortisation and the bound on its states.",
    "Implement in {programming} a linearizable replicated register over an asynchronous network "
    "with at most {1-3} Byzantine replicas of {4-10}. Give the quorum intersection argument, the "
    "message complexity, and a model-checked counterexample for one replica fewer.",
    "Write a {programming} register allocator for SSA form based on chordal graph colouring with "
    "{8-32} registers, spilling by furthest next use, and coalescing of phi copies without "
    "breaking chordality. Argue termination and optimality of the colouring phase.",
    "Derive and implement in {programming} an algorithm that counts the spanning trees of a graph "
    "with {500-5000} vertices and treewidth {4-9} modulo a prime, faster than elimination on the "
    "Laplacian; justify the recurrence of the join node.",
};

// Science ---------------------------------------------------------------------------------------
constexpr Words kSubstance[] = {"water",          "iron",   "helium",  "ethanol", "salt",
                                "carbon dioxide", "copper", "ammonia", "glucose", "nitrogen"};
constexpr Words kOrgan[] = {"heart", "liver", "kidney", "lung", "skin", "stomach", "brain"};
constexpr Words kPlanet[] = {"Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Neptune"};
constexpr Words kScience1[] = {
    "Is {substance} an element or a compound?",
    "What does the {organ} do in the body of a {animal}?",
    "Is {planet.a} closer to the Sun than {planet.b}?",
    "At room temperature, is {substance} a solid, a liquid or a gas?",
    "Why does a {colour} {things} stall in {city} cast a longer shadow in the evening?",
};
constexpr Words kScience2[] = {
    "Which kind of energy does a {vehicle} lose when it brakes before {place}, and where does it "
    "go?",
    "Why does {substance} expand when it is heated from {5-20} to {40-80} degrees?",
    "A {animal} on {planet} would weigh less or more than on Earth? Explain with the surface "
    "gravity.",
    "Name the parts of the {organ} that let blood pass in only one direction, if it has any, and "
    "say why.",
};
constexpr Words kScience3[] = {
    "A sample of {substance.a} of {20-90} g is heated by {200-900} J and warms by {3-25} degrees. "
    "Find its specific heat and compare it with the tabulated value of {substance.b}.",
    "A cart of {2-9} kg moving at {2-9} m/s collides and sticks to one of {2-9} kg at rest. How "
    "much kinetic energy turns into heat, and would the answer change on {planet}?",
    "Two heterozygous {colour} {animal}s are crossed for two independent genes. What fraction of "
    "the offspring shows exactly one recessive trait?",
    "Explain how buffering in the {organ} keeps the pH stable when {substance} is released, and "
    "which equilibrium shifts.",
};
constexpr Words kScience4[] = {
    "Derive the equilibrium composition when {substance.a} dissociates at {600-1800} K and "
    "{1-9} bar, given an enthalpy of {50-300} kJ/mol. How does the degree of dissociation respond "
    "to an inert gas at constant pressure?",
    "A satellite transfers from a circular orbit of {300-900} km around {planet.a} to an "
    "elliptical one. Compute both velocity increments, the transfer time, and the penalty of a "
    "plane change of {5-30} degrees.",
    "Explain quantitatively how competitive and non-competitive inhibition change the apparent "
    "Michaelis constant in {organ} tissue, and design an experiment with {3-6} concentrations "
    "that separates them.",
    "Light of {380-700} nm passes a grating with {200-900} lines per mm into {substance}. Find all "
    "orders that exist, their angular dispersion, and the resolving power needed to separate a "
    "doublet of {1-6} nm.",
};
constexpr Words kScience5[] = {
    "Use second-order perturbation theory to find the polarizability of a particle bound in a "
    "one-dimensional delta potential, discuss the continuum contribution, and estimate the shift "
    "in a field of {1-9} MV/m for a well with binding energy {1-9} eV.",
    "Derive the Landau free energy of a ferroelectric coupled to strain, show when "
    "electrostriction "
    "turns the transition first order, and determine the hysteresis width in kelvin for "
    "coefficients scaled by {2-9} and {10-40}.",
    "Starting from the master equation of gene expression with bursts of mean size {3-20}, obtain "
    "the stationary distribution, its Fano factor, and the correction due to partitioning noise "
    "at cell division every {20-90} minutes.",
    "Estimate the Chandrasekhar-like limit of a degenerate star made of {substance}, including the "
    "relativistic equation of state, Coulomb corrections and the threshold of inverse beta decay; "
    "say which assumption fails first above {5-30} percent of the limit.",
};

// Reading and logic
// --------------------------------------------------------------------------------
constexpr Words kLogic1[] = {
    "{person.a} is taller than {person.b}. Who is shorter?",
    "The {colour.a} cup is on the table and the {colour.b} cup is under it. Where is the "
    "{colour.b} cup?",
    "Every {animal.a} at {place.a} sleeps. There is one {animal.a} at {place.a}. Does it sleep?",
    "{person.a} met {person.b} on {day.a}. On which day did {person.b} meet {person.a}?",
};
constexpr Words kLogic2[] = {
    "{person.a} arrived before {person.b} and after {person.c}. Who arrived first?",
    "Read: '{person.a}, a {job.a} from {city.a}, sold the {colour} {vehicle} to a {job.b} in "
    "{city.b}.' Who owns the {vehicle} now, and where?",
    "All {things.a} at {place.a} are {colour.a}. Some {things.a} are cheap. Must some cheap things "
    "be {colour.a}?",
    "If it rains on {day.a}, {person.a} goes to {place.a}. {person.a} did not go to {place.a}. Did "
    "it rain on {day.a}?",
};
constexpr Words kLogic3[] = {
    "{person.a}, {person.b} and {person.c} are a {job.a}, a {job.b} and a {job.c}. {person.a} is "
    "not the {job.a}; the {job.b} lives in {city}; {person.c} has never left home and hates being "
    "a {job.c}. Who does what?",
    "Read: 'Had {company.a} not delayed the {goods}, {company.b} would have shipped before {day}, "
    "though not to {city.a}.' Which of the two caused the delay, and was anything sent to "
    "{city.a}? Quote the words that decide it.",
    "Of {20-60} guests at {place}, {8-15} speak {language.a}, {8-15} speak {language.b} and "
    "{2-6} speak both. At least how many speak neither, and what would make the answer uncertain?",
    "One of three boxes holds the {things}. Exactly one label is true: '{colour.a} box: not here', "
    "'{colour.b} box: in the {colour.c} box', '{colour.c} box: not in this one'. Which box is it?",
};
constexpr Words kLogic4[] = {
    "{person.a}, {person.b}, {person.c} and {person.d} sit at a round table with {colour.a}, "
    "{colour.b}, {colour.c} and {colour.d} hats. Nobody sits beside a hat of a neighbour's "
    "profession ({job.a}, {job.b}, {job.c}, {job.d}); {person.a} faces the {job.b}; the {colour.c} "
    "hat is left of {person.d} unless {person.b} is the {job.a}. List every consistent seating.",
    "An argument: 'No regulation that {company.a} resists succeeds unless {company.b} endorses it; "
    "{company.b} endorses only what {company.a} resists; hence some regulation succeeds.' Identify "
    "the hidden existential premise, formalise the argument in first-order logic and give a "
    "countermodel with {2-4} elements.",
    "{person.a} says '{person.b} lies exactly when {person.c} tells the truth'; {person.b} says "
    "'an even number of us lie'; {person.c} says '{person.a} would deny what {person.d} affirms'. "
    "{person.d} stays silent but always lies on {day}. Determine who can be trusted on each day.",
    "Summarise the inference in which a {job.a} of {city.a} concludes, from {3-6} independent "
    "reports with reliabilities between {55-70} and {75-95} percent, that {place} was closed; "
    "then say which single report, if withdrawn, reverses the conclusion.",
};
constexpr Words kLogic5[] = {
    "A hundred-day ledger of {company.a} lists claims about itself: claim n asserts that exactly "
    "the claims divisible by n's least prime factor are false, except on multiples of {3-9}. "
    "Decide whether a consistent valuation exists, construct it or prove the contradiction, and "
    "extend the result to {200-900} days.",
    "{person.a} and {person.b} know only the sum and the product of two integers between {2-5} and "
    "{40-99}. They speak in turn: 'I cannot know', 'I knew that', 'now I know', 'so do I'. Model "
    "the dialogue in epistemic logic with common knowledge, eliminate worlds round by round, and "
    "count the pairs that survive.",
    "Prove or refute: in every Kripke frame that is transitive and conversely well-founded, the "
    "schema attributed to the {job} of {city} collapses iterated provability below level {2-6}. "
    "Give the frame condition, the fixed-point construction, and an independent sentence.",
    "Given the testimonies of {person.a}, {person.b}, {person.c} and {person.d}, each a "
    "counterfactual whose antecedent denies another's presence at {place.a} on {day}, reconstruct "
    "all causal models with at most {2-4} exogenous variables that validate exactly three of them, "
    "and rank these by parsimony.",
};

constexpr Rule kExactRules[] = {
    {"arithmetic1", kArithmetic1},
    {"arithmetic2", kArithmetic2},
    {"arithmetic3", kArithmetic3},
    {"arithmetic4", kArithmetic4},
    {"arithmetic5", kArithmetic5},
    {"structure", kStructure},
    {"programming", kProgramming},
    {"field", kField},
    {"letter", kLetter},
    {"code1", kCode1},
    {"code2", kCode2},
    {"code3", kCode3},
    {"code4", kCode4},
    {"code5", kCode5},
    {"substance", kSubstance},
    {"organ", kOrgan},
    {"planet", kPlanet},
    {"science1", kScience1},
    {"science2", kScience2},
    {"science3", kScience3},
    {"science4", kScience4},
    {"science5", kScience5},
    {"logic1", kLogic1},
    {"logic2", kLogic2},
    {"logic3", kLogic3},
    {"logic4", kLogic4},
    {"logic5", kLogic5},
};

}  // namespace

std::span<const Rule> exactTasks() {
    return kExactRules;
}

}  // namespace orl::generate
