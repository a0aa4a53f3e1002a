#include <array>

#include "core/data/generate/text.h"

namespace orl::generate {
namespace {

using Words = std::string_view;

constexpr Words kPerson[] = {"Ada",    "Bruno", "Chidi", "Dana",  "Elif",  "Farid", "Greta",
                             "Hiro",   "Ines",  "Jonas", "Kavya", "Leila", "Marco", "Nadia",
                             "Oscar",  "Priya", "Quinn", "Rosa",  "Sven",  "Tomas", "Uma",
                             "Viktor", "Wanda", "Yara",  "Zeno"};
constexpr Words kThings[] = {"apples",  "marbles", "stamps", "notebooks", "tickets", "pencils",
                             "candles", "shells",  "cups",   "postcards", "bricks",  "oranges"};
constexpr Words kGoods[] = {"flour",  "coffee",    "rice", "paint",  "copper wire",
                            "cement", "olive oil", "seed", "timber", "sugar"};
constexpr Words kPlace[] = {"the market",  "the harbour", "the library", "the workshop",
                            "the school",  "the station", "the bakery",  "the museum",
                            "the orchard", "the clinic",  "the theatre", "the warehouse"};
constexpr Words kCity[] = {"Lisbon", "Oslo",  "Kyoto", "Nairobi", "Quito", "Tallinn",
                           "Cork",   "Turin", "Lima",  "Ghent",   "Tunis", "Bergen",
                           "Graz",   "Hue",   "Porto", "Leeds"};
constexpr Words kVehicle[] = {"train", "lorry", "ferry", "bus", "scooter", "delivery van"};
constexpr Words kAnimal[] = {"cat", "dog", "horse", "owl", "rabbit", "goat", "heron", "fox"};
constexpr Words kColour[] = {"red", "blue", "green", "yellow", "white", "black", "grey", "brown"};
constexpr Words kDay[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr Words kJob[] = {"baker",  "pilot",  "dentist", "farmer", "editor",
                          "tailor", "welder", "florist", "judge",  "carpenter"};
constexpr Words kCompany[] = {"Alder & Finch", "Northgate Mills", "Corvid Freight",
                              "Juniper Labs",  "Halden Shipping", "Oakline Homes",
                              "Sable Optics",  "Marrow Foods"};
constexpr Words kLanguage[] = {"French", "German", "Spanish", "Italian", "Portuguese", "Dutch"};

constexpr Rule kRules[] = {
    {"person", kPerson}, {"things", kThings},   {"goods", kGoods},     {"place", kPlace},
    {"city", kCity},     {"vehicle", kVehicle}, {"animal", kAnimal},   {"colour", kColour},
    {"day", kDay},       {"job", kJob},         {"company", kCompany}, {"language", kLanguage},
};

}  // namespace

std::span<const Rule> vocabulary() {
    return kRules;
}

}  // namespace orl::generate
