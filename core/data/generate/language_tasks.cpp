#include "core/data/generate/text.h"

// Query texts of the tasks about language, everyday life and the professions.
namespace orl::generate {
namespace {

using Words = std::string_view;

// Translation -----------------------------------------------------------------------------------
constexpr Words kPhrase1[] = {
    "The {animal} sleeps at {place}.",
    "I would like {2-9} {things}, please.",
    "Where is {place}?",
    "My brother is a {job}.",
    "It is cold in {city} on {day}.",
    "{person} has a {colour} {vehicle}.",
};
constexpr Words kPhrase2[] = {
    "Yesterday {person} forgot the {colour} {things} at {place}.",
    "If you see the {job}, tell her that the {vehicle} leaves at {6-9}.",
    "We have been waiting for the {vehicle} to {city} for {10-50} minutes.",
    "{person} would rather be a {job} than sell {goods}.",
};
constexpr Words kPhrase3[] = {
    "Although the {job} had been warned twice, nobody in {city} expected {place} to close before "
    "{day}, let alone without notice.",
    "Had {person} known what the {goods} would cost, she would have haggled instead of paying up "
    "front.",
    "The {job}, whose {animal} had bitten {person}, offered an apology that sounded more like a "
    "threat.",
};
constexpr Words kPhrase4[] = {
    "Between the lines of the {job}'s letter from {city} ran a weariness that no irony could quite "
    "disguise, and which {person}, ever the optimist, took for wit.",
    "The tender shall be deemed withdrawn unless {company} tops up the surety for the {goods} "
    "within {5-30} days, force majeure notwithstanding.",
    "He was all thumbs with the {things} but had the gift of the gab, and so the {job}s of {city} "
    "forgave him his cock-and-bull stories.",
};
constexpr Words kPhrase5[] = {
    "Thus, in the gloaming by {place}, the {animal} of my forefathers bespoke me: thrice shalt "
    "thou "
    "barter thy {goods}, and thrice rue the {colour} bargain.",
    "The pun in '{person} was a sole trader who sold no soles and had no soul' must survive, as "
    "must the metre, the internal rhyme and the dig at the {job}s of {city}.",
    "Qua trustee, and without prejudice to the remainderman's equity of redemption in the {goods}, "
    "{company} covenants to keep harmless whomsoever derives title under it.",
};
constexpr Words kTranslation1[] = {
    "Translate into {language}: '{phrase1}'",
    "How do you say in {language}: '{phrase1}'",
};
constexpr Words kTranslation2[] = {
    "Translate into {language}: '{phrase2}'",
    "Translate into {language}, politely: '{phrase2} {phrase1}'",
};
constexpr Words kTranslation3[] = {
    "Translate into {language} and keep the tense and mood of every clause: '{phrase3}'",
    "Translate into idiomatic {language}: '{phrase3} {phrase2}'",
};
constexpr Words kTranslation4[] = {
    "Translate into {language}, preserving register and figurative meaning, and gloss every idiom "
    "without a literal counterpart: '{phrase4}'",
    "Render in formal {language} and note where an ambiguity of the English cannot be kept: "
    "'{phrase4} {phrase3}'",
};
constexpr Words kTranslation5[] = {
    "Translate into {language} in the diction of the {14-19}th century, preserving wordplay, metre "
    "and allusion, and annotate each loss: '{phrase5}'",
    "Produce a {language} version fit for publication, with variants for every untranslatable "
    "collocation and a rationale: '{phrase5} {phrase4}'",
};

// Commonsense -----------------------------------------------------------------------------------
constexpr Words kCommonsense1[] = {
    "Where would you most likely find a {job}: at work or under the sea?",
    "{person} wants to keep {goods} dry. Should it go in a jar or in the rain?",
    "Which is heavier, a {animal} or a {vehicle}?",
    "It is {day} and {person} is hungry. Should {person} go to the bakery or to the bank?",
};
constexpr Words kCommonsense2[] = {
    "{person.a} left the {goods.a} in the {vehicle} on a hot {day}. What probably happened to it?",
    "The {things.a} did not fit into the box because it was too small. What was too small?",
    "{person.a} thanked {person.b} because the {colour} umbrella helped. Who owned the umbrella?",
    "The {animal.a} ran from the {vehicle.a} since it was loud. What was loud?",
};
constexpr Words kCommonsense3[] = {
    "{person.a} told {person.b} that the {job.a} had praised her {things}, but she blushed only "
    "when she saw the {colour} one. Who blushed, and why might it be someone else?",
    "To get {2-9} {animal}s across a river near {city} with a boat for two, what does {person} "
    "need to think of that the riddle does not say?",
    "{person.a} says '{place.a} is lovely in winter' while handing back the keys, shivering. What "
    "does {person.a} mean, and what should the {job} do next?",
};
constexpr Words kCommonsense4[] = {
    "At {place.a}, the {job.a} hides the {things.a} while {person.a} is out, and {person.b} moves "
    "them while the {job.a} believes {person.b} is asleep. Where does {person.a} think that the "
    "{job.a} thinks they are, and what would each of them say when asked politely?",
    "A {city.a} shop sells {goods.a} 'by appointment only' next to a sign 'always open'. Give "
    "three "
    "ordinary explanations, rank their plausibility, and say which observation on {day} would "
    "overturn the ranking.",
    "{person.a} apologises to the {job.a} for being early. Construct the social situation in which "
    "this is neither irony nor mistake, and explain which tacit norms of {city.a} it presupposes.",
};
constexpr Words kCommonsense5[] = {
    "Two {job.a}s in {city.a} exchange gifts of equal value by letter, each insisting the other "
    "gave too much, until one stops replying. Reconstruct the implicatures turn by turn, the face "
    "threats involved, and the belief of each about the other's belief; which silence would be "
    "polite after {3-9} letters?",
    "In a village near {city.a} every promise is made in the presence of a {animal} and annulled "
    "when it leaves. {person.a} promises {person.b} to break a promise to {person.c}. Disentangle "
    "the conventions, say what each may reasonably expect on {day}, and where intuition conflicts "
    "with the convention.",
    "Explain why '{person.a} nearly almost missed the {vehicle}' does not entail what 'almost "
    "nearly' suggests, how prosody and the {job}'s presuppositions shift the reading, and which "
    "of {3-6} paraphrases native speakers would reject.",
};

// Law -------------------------------------------------------------------------------------------
constexpr Words kLaw1[] = {
    "{person.a} signs a contract to buy {things} from {person.b}. Is a spoken promise usually "
    "enough to change the price?",
    "Can a {job} in {city} be fired without any reason given? Answer yes, no or it depends.",
    "What is the difference between a fine and a tax?",
    "{person} finds a {colour} wallet at {place}. May {person} keep it?",
};
constexpr Words kLaw2[] = {
    "{person.a} rents a flat from {company.a} and paints it {colour} without asking. May "
    "{company.a} keep the deposit?",
    "A {job.a} sells {person.a} a {vehicle.a} and hides a defect. Which remedy does {person.a} "
    "have within {10-30} days?",
    "{person.a} lends {person.b} {100-900} euros without a receipt. How can the loan be proved?",
};
constexpr Words kLaw3[] = {
    "{company.a} offers {goods.a} at a fixed price until {day.a}; {person.a} posts an acceptance "
    "on "
    "that day, which arrives late, after a withdrawal by telephone. Is there a contract, and which "
    "rule decides it?",
    "A {job.a} employed by {company.a} injures a visitor of {place.a} while running a private "
    "errand with the firm's {vehicle}. Discuss vicarious liability and contributory negligence.",
    "{person.a} leaves 'my {things.a} to the {job} who cared for me', but two did. Which canons of "
    "construction apply, and is extrinsic evidence admissible?",
};
constexpr Words kLaw4[] = {
    "{company.a} assigns its receivables against {company.b} twice, the second assignee notifying "
    "first, while the master agreement prohibits assignment and {company.b} claims set-off for "
    "defective {goods.a} worth {10-90} thousand euros. Rank the claims, and treat the effect of "
    "the "
    "prohibition inter partes and against third parties.",
    "A statute of {city.a} taxes {goods.a} from abroad at {5-25} percent and exempts local makers "
    "below {100-900} units. Assess discrimination, proportionality and severability, and state the "
    "standard of review for interim relief.",
    "{person.a}, director of {company.a}, diverts a corporate opportunity to a firm held with "
    "{person.b} after informal approval by {2-4} of {5-9} shareholders. Analyse fiduciary duty, "
    "ratification, and derivative standing.",
};
constexpr Words kLaw5[] = {
    "Creditors of {company.a}, insolvent in {city.a} with its centre of main interests disputed, "
    "challenge a cross-collateralised guarantee granted {3-11} months earlier under foreign law. "
    "Analyse characterisation, renvoi, the hardening period, the defence that the lex causae bars "
    "avoidance, and the burden of proof after a subrogated payment by {company.b}.",
    "An arbitral tribunal seated in {city.a} extends the clause of {company.a} to a non-signatory "
    "under the group-of-companies doctrine, and {company.b} resists enforcement in {city.b}. "
    "Reconcile competence-competence, the law governing the agreement, estoppel and the public "
    "policy exception, with {2-5} diverging precedents.",
    "Settled land near {city.a} is held on a protective trust with a power of appointment "
    "purportedly exercised {20-40} years later for an unborn class, while a perpetuity period of "
    "{40-99} years ran. Determine validity, the effect of wait-and-see, fraud on the power, and "
    "who takes in default as between {person.a} and {person.b}.",
};

// Medicine --------------------------------------------------------------------------------------
constexpr Words kSymptom[] = {"fever",          "cough",          "headache",  "rash",
                              "fatigue",        "dizziness",      "back pain", "nausea",
                              "swollen ankles", "chest tightness"};
constexpr Words kHistory[] = {
    "hypertension",           "type 2 diabetes", "asthma",         "atrial fibrillation",
    "chronic kidney disease", "migraine",        "hypothyroidism", "gout"};
constexpr Words kDrug[] = {"warfarin",     "metformin", "ibuprofen",      "amiodarone", "lithium",
                           "prednisolone", "digoxin",   "clarithromycin", "furosemide"};
constexpr Words kMedicine1[] = {
    "A {job} has a {symptom} for one day. Is rest usually enough?",
    "Should {person} drink more water when it is {30-38} degrees in {city}?",
    "Which part of the body hurts in a {symptom}, if any?",
    "Is {symptom} something a vaccine can cause for a day or two?",
};
constexpr Words kMedicine2[] = {
    "A {job} aged {20-80} has {symptom.a} and {symptom.b} for {2-9} days. Name two common causes "
    "and one reason to see a doctor today.",
    "{person} takes {drug.a} for {history.a} and forgot one dose. What should be done?",
    "Which everyday measure lowers the risk of {history} most for a {job}?",
};
constexpr Words kMedicine3[] = {
    "A {job} aged {40-80} with {history.a} reports {symptom.a} and {symptom.b} since starting "
    "{drug.a} {2-20} days ago. Which interaction or side effect is likely, and which test confirms "
    "it?",
    "Compare first-line treatments of {history.a} in a patient who cannot take {drug.a} because of "
    "{symptom.a}, and state what to monitor.",
    "A patient of {30-70} years develops {symptom.a}, then {symptom.b}, after a journey to {city}. "
    "Give a ranked differential diagnosis and the next examination.",
};
constexpr Words kMedicine4[] = {
    "A {50-85}-year-old with {history.a} and {history.b} on {drug.a} and {drug.b} presents with "
    "{symptom.a}, a creatinine clearance of {15-55} ml/min and a prolonged QT interval. Adjust the "
    "regimen, justify each substitution pharmacokinetically, and set thresholds for admission.",
    "Interpret an arterial gas with pH 7.{10-55}, pCO2 {20-70} mmHg and bicarbonate {8-40} mmol/l "
    "in "
    "a patient with {history.a} and {symptom.a}; identify the mixed disorder, compute the expected "
    "compensation and the delta ratio.",
    "After thrombolysis a patient with {history.a} on {drug.a} deteriorates with {symptom.a}. "
    "Distinguish reperfusion injury, haemorrhagic transformation and angioedema, and sequence the "
    "management in the first {20-90} minutes.",
};
constexpr Words kMedicine5[] = {
    "A {20-45}-year-old with recurrent {symptom.a}, livedo, evanescent {symptom.b} and thrombotic "
    "microangiopathy is refractory to plasma exchange after {3-9} sessions; complement is low and "
    "{drug.a} was given. Differentiate catastrophic antiphospholipid syndrome, aHUS and "
    "scleroderma "
    "crisis by serology and biopsy, and defend a salvage regimen under uncertainty.",
    "Critique a non-inferiority trial of {drug.a} against {drug.b} in {history.a} with a margin of "
    "{2-9} percent, informative censoring, {10-30} percent crossover and a competing risk. "
    "Re-derive "
    "the estimand, the tipping-point analysis, and whether its conclusion survives a Bayesian "
    "reanalysis.",
    "A neonate of {24-33} weeks has refractory lactic acidosis, {symptom.a}, cataract and "
    "hypoketotic hypoglycaemia. Order enzymatic, acylcarnitine and genomic investigations by "
    "yield, "
    "interpret a variant of uncertain significance in trans, and counsel on recurrence with {2-4} "
    "affected siblings.",
};

constexpr Rule kLanguageRules[] = {
    {"phrase1", kPhrase1},
    {"phrase2", kPhrase2},
    {"phrase3", kPhrase3},
    {"phrase4", kPhrase4},
    {"phrase5", kPhrase5},
    {"translation1", kTranslation1},
    {"translation2", kTranslation2},
    {"translation3", kTranslation3},
    {"translation4", kTranslation4},
    {"translation5", kTranslation5},
    {"commonsense1", kCommonsense1},
    {"commonsense2", kCommonsense2},
    {"commonsense3", kCommonsense3},
    {"commonsense4", kCommonsense4},
    {"commonsense5", kCommonsense5},
    {"law1", kLaw1},
    {"law2", kLaw2},
    {"law3", kLaw3},
    {"law4", kLaw4},
    {"law5", kLaw5},
    {"symptom", kSymptom},
    {"history", kHistory},
    {"drug", kDrug},
    {"medicine1", kMedicine1},
    {"medicine2", kMedicine2},
    {"medicine3", kMedicine3},
    {"medicine4", kMedicine4},
    {"medicine5", kMedicine5},
};

}  // namespace

std::span<const Rule> languageTasks() {
    return kLanguageRules;
}

}  // namespace orl::generate
