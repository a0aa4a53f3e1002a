#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/lessons/formula.h"
#include "core/lab/lessons/instance.h"
#include "core/lab/lessons/solver.h"
#include "core/support/error.h"

/// Lessons as data: docs/lessons.md describes the files, resources/lessons/lesson.schema.json is
/// their JSON Schema.
namespace orl {

/// Words with numbers of the solver in them: "It pays {optimizer.cost} ¢."
class LessonText {
  public:
    LessonText() = default;
    /// @throws Error on a formula that is none, or a brace without its partner
    explicit LessonText(const std::string& raw);
    bool empty() const { return m_parts.empty(); }
    int words() const { return m_words; }
    /// @throws Error of the solver
    std::string told(const LessonSolver& solver) const;

  private:
    struct Part {
        std::string words;
        Formula number;  ///< empty: the words count
    };
    std::vector<Part> m_parts;
    int m_words = 0;
};

/// As people read it: at most four decimals, thousands apart.
std::string lessonNumber(double value);

enum class QuestionKind { Choice, Number, Drag };

struct LessonOption {
    LessonText text;
    LessonText sum;  ///< how the value comes about; may be empty
    Formula value;   ///< right where it is the question's answer
    Formula right;   ///< or right where this holds
    LessonText why;  ///< what a learner hears who chose it; of the right one it may be empty
    int line = 0;
};

/// A wrong number that learners give, and what they hear.
struct LessonMistake {
    Formula value;
    LessonText why;
    int line = 0;
};

/// A state of the learner's hand.
struct LessonHand {
    std::map<std::string, std::string> board;  ///< model by query
    Formula lambda;
    std::map<std::string, Formula> mu;  ///< by model
    Formula floor;
    Formula budget;
    std::map<std::string, Formula> capacity;  ///< by model
    bool empty() const {
        return board.empty() && lambda.empty() && mu.empty() && floor.empty() && budget.empty() &&
               capacity.empty();
    }
    /// That state, from this one. @throws Error on names that are not known
    LessonState from(const LessonState& start) const;
};

struct LessonQuestion {
    QuestionKind kind = QuestionKind::Choice;
    LessonText text;
    Formula answer;  ///< a number's, and a choice's where the options have values
    double tolerance = 0.0;
    std::string unit;
    std::vector<LessonOption> options;
    std::vector<LessonMistake> mistakes;
    LessonText otherwise;  ///< what any other wrong number, or a drag that is not there yet, hears
    Formula until;
    LessonHand solution;   ///< of a drag: a state in which it is done
    std::string headline;  ///< of the reveal: "Why not 1.9?"
    LessonText reveal;
    int line = 0;
};

struct LessonDisc {
    LessonText text;
    std::string at;  ///< the place it stands at: one of lessonPlaces()
};

/// The program's state that a step sets on the bundled data or the user's; empty: nothing.
struct LessonSetting {
    std::optional<double> floor;
    std::optional<double> capacity;  ///< common, as a share of the queries
    bool empty() const { return !floor && !capacity; }
};

struct LessonStep {
    std::string title;
    LessonText text;
    std::vector<LessonDisc> discs;
    std::string instance;           ///< by its name; empty: the user's data
    LessonHand start;               ///< what the learner finds in hand
    std::vector<std::string> show;  ///< parts of the live panel, of lessonParts()
    std::string page;               ///< to look at; empty: the lesson itself
    LessonSetting setting;
    std::string highlight;  ///< control of the dock, of lessonPlaces(); empty: none
    std::optional<LessonQuestion> question;
    LessonText tryIt;
    int line = 0;

    /// Number of the disc at that place; 0: there is none.
    int discAt(const std::string& place) const;
};

struct Lesson {
    std::string id;  ///< the file's name without its ending
    std::filesystem::path file;
    std::string title;
    std::string level;  ///< start, middle, advanced or free
    int minutes = 0;
    std::map<std::string, LessonInstance> instances;
    std::vector<LessonStep> steps;

    /// What a learner finds at that step. @throws Error
    LessonState stateAt(std::size_t step) const;
};

/// A lesson as read, and all that is wrong with it; the lesson is whole where nothing is.
struct ReadLesson {
    Lesson lesson;
    std::vector<Error> mistakes;  ///< "where" is file:line
};

/// @throws Error when the file cannot be read at all
ReadLesson readLesson(const std::filesystem::path& file);
/// @param file for messages, and for the lesson's id
ReadLesson readLesson(const std::string& text, const std::filesystem::path& file);

/// Places that discs and highlights may name, parts that `show` may name, and pages.
const std::vector<std::string>& lessonPlaces();
const std::vector<std::string>& lessonParts();
const std::vector<std::string>& lessonPages();

}  // namespace orl
