#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Rules that somebody routes by today, to be put beside the routers of this program.
namespace orl {

/// What one line of a choices file says. A query is named by its id, its text or its row; of a text
/// only the fingerprint is kept (see choiceTextKey).
struct QueryChoice {
    std::string id = {};      ///< the query's key in its source; empty: none
    std::uint64_t text = 0;   ///< fingerprint of its text; 0: none
    std::int64_t row = -1;    ///< of the data set, from 0; -1: none
    std::uint64_t check = 0;  ///< choiceRowKey of that row, so that rows of other data are told
    std::uint32_t model = 0;  ///< index into ChoiceList::models

    bool operator==(const QueryChoice&) const = default;
};

/// Every model that a router chose, query by query, as a file tells it.
struct ChoiceList {
    std::string source;               ///< name of the file, for people
    std::vector<std::string> models;  ///< names as the file has them
    std::vector<QueryChoice> entries;

    bool operator==(const ChoiceList&) const = default;
};

/// Fingerprint of a query's text, never 0: line breaks of any kind and blanks around it count as
/// none, for programs that write tables differ in them.
std::uint64_t choiceTextKey(std::string_view text);
/// Fingerprint of what stands beside a row number, never 0.
std::uint64_t choiceRowKey(std::string_view split, std::string_view task, std::string_view level);

/// One step of a rule on length: queries shorter than `below` that no step before took.
struct LengthStep {
    double below = 0.0;  ///< > 0; +∞: all the others
    std::string model;

    bool operator==(const LengthStep&) const = default;
};

/// One rule that somebody routes by today. It belongs to a workspace and has no parameter.
struct OwnRouter {
    enum class Kind { ByTask, ByLevel, ByLength, Shares, Choices };
    enum class Unit {
        Characters,  ///< Unicode code points of the text
        Words,       ///< what blanks separate
        Tokens,      ///< input tokens, as the data have them
    };

    std::string name;
    Kind kind = Kind::ByTask;
    std::map<std::string, std::string> table = {};  ///< ByTask, ByLevel: model by its name
    /// Model of queries that table or choices do not name; empty: they go nowhere and are counted.
    std::string otherwise = {};
    Unit unit = Unit::Characters;
    std::vector<LengthStep> steps = {};              ///< ByLength: ascending
    std::map<std::string, double> shares = {};       ///< Shares: >= 0 by model, sum > 0
    std::uint64_t seed = 1;                          ///< Shares: which query gets which model
    std::shared_ptr<const ChoiceList> choices = {};  ///< Choices; never null there

    bool operator==(const OwnRouter& other) const;
    std::string toJson() const;
    /// @throws Error naming the field that is wrong
    static OwnRouter fromJson(std::string_view json);
};

/// "task", "level", "length", "shares", "choices".
const char* toString(OwnRouter::Kind kind);
/// "characters", "words", "tokens".
const char* toString(OwnRouter::Unit unit);

/// @throws Error on a name that is empty, long or has a comma or control characters, and on a rule
/// that is empty or makes no sense
void checkOwnRouter(const OwnRouter& router);

/// The rule in one sentence, for people.
std::string ruleOf(const OwnRouter& router);

/// The ids of own routers have a colon, those of the catalogue have none.
inline bool isOwnRouter(std::string_view id) {
    return id.find(':') != std::string_view::npos;
}
/// "own:NAME", the id of one that a workspace keeps; a rule as it was typed is its own id.
std::string ownRouterId(std::string_view name);
/// For people: what ownRouterId was made from.
std::string ownRouterTitle(std::string_view id);

/// How a rule stands on the command line: "task:math=gpt-4o,*=mini", "level:…",
/// "length:<200=a,<1000=b,*=c" (characters; "length-words:…" and "length-tokens:…"),
/// "shares:a=0.3,b=0.7". The model stands behind the last equals sign. The text is the name.
/// @throws Error saying which part is wrong
OwnRouter ownRouterFrom(std::string_view text);
/// Whether a text begins like such a rule, or with "file:".
bool isOwnRule(std::string_view text);

/// How many queries of `queries` each model of the shares gets: by the largest remainder, among
/// equal remainders the first name first. Their sum is `queries`.
std::map<std::string, std::size_t> shareCounts(const std::map<std::string, double>& shares,
                                               std::size_t queries);

}  // namespace orl
