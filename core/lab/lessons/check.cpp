#include "core/lab/lessons/check.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <utility>

namespace orl {

namespace {

bool isRight(const LessonQuestion& question, const LessonOption& option,
             const LessonSolver& solver) {
    if (!option.right.empty()) return solver.holds(option.right);
    return nearlyEqual(solver.value(option.value), solver.value(question.answer));
}

bool within(double given, double right, double tolerance) {
    const double off = std::abs(given - right);
    return off <= tolerance || nearlyEqual(off, tolerance) || nearlyEqual(given, right);
}

/// Runs one check after the other, whatever the one before has thrown.
class LessonChecker {
  public:
    explicit LessonChecker(const Lesson& lesson) : m_lesson(lesson) {}

    void step(std::size_t index) {
        const LessonStep& step = m_lesson.steps[index];
        attempt(step.line, [&] {
            const LessonState start = m_lesson.stateAt(index);
            const LessonSolver solver(start);
            // What the page shows of it has to be computable, whether a formula asks for it or not.
            if (!step.instance.empty()) (void)optimumOf(start.instance);
            for (const LessonText* text : {&step.text, &step.tryIt}) tell(step.line, *text, solver);
            for (const LessonDisc& disc : step.discs) tell(step.line, disc.text, solver);
            if (step.question) question(index, *step.question, start, solver);
        });
    }
    LessonCheck found;

  private:
    void wrong(int line, const std::string& what, const std::string& remedy) {
        found.mistakes.emplace_back(fmt::format("{}:{}", m_lesson.file.string(), line), what,
                                    remedy);
    }
    void attempt(int line, const std::function<void()>& what) {
        try {
            what();
        } catch (const Error& e) {
            wrong(line, e.problem(), e.remedy());
        }
    }
    void tell(int line, const LessonText& text, const LessonSolver& solver) {
        attempt(line, [&] { (void)text.told(solver); });
    }

    void question(std::size_t step, const LessonQuestion& asked, const LessonState& start,
                  const LessonSolver& solver) {
        for (const LessonText* text : {&asked.text, &asked.otherwise, &asked.reveal}) {
            tell(asked.line, *text, solver);
        }
        attempt(asked.line, [&] {
            SolvedQuestion solved = solveQuestion(asked, start);
            solved.step = step;
            found.solved.push_back(std::move(solved));
        });
        for (const LessonOption& option : asked.options) {
            for (const LessonText* text : {&option.text, &option.sum, &option.why}) {
                tell(option.line, *text, solver);
            }
            attempt(option.line, [&] {
                if (!isRight(asked, option, solver) && option.why.empty()) {
                    wrong(option.line, "A wrong answer has no sentence of its own",
                          "Say in \"why\" what leads there");
                }
            });
        }
        for (const LessonMistake& mistake : asked.mistakes) {
            tell(mistake.line, mistake.why, solver);
            attempt(mistake.line, [&] {
                const double value = solver.value(mistake.value);
                if (within(value, solver.value(asked.answer), asked.tolerance)) {
                    wrong(mistake.line,
                          fmt::format("{} counts as right, and is listed as a mistake",
                                      lessonNumber(value)),
                          "Leave it out or make the tolerance smaller");
                }
            });
        }
    }

    const Lesson& m_lesson;
};

SolvedQuestion solvedChoice(const LessonQuestion& question, const LessonSolver& solver) {
    SolvedQuestion made;
    std::size_t right = 0;
    for (std::size_t k = 0; k < question.options.size(); ++k) {
        if (!isRight(question, question.options[k], solver)) continue;
        ++right;
        made.right = k;
    }
    if (!question.answer.empty()) made.value = solver.value(question.answer);
    if (right != 1) {
        const std::string value =
            question.answer.empty() ? "" : " (the solver finds " + lessonNumber(made.value) + ")";
        throw Error({}, fmt::format("{} of its options are right{}", right, value),
                    "Make exactly one of them right");
    }
    made.answer = question.options[made.right].text.told(solver);
    return made;
}

}  // namespace

SolvedQuestion solveQuestion(const LessonQuestion& question, const LessonState& start) {
    const LessonSolver solver(start);
    SolvedQuestion made;
    made.kind = question.kind;
    switch (question.kind) {
        case QuestionKind::Choice:
            return solvedChoice(question, solver);
        case QuestionKind::Number:
            made.value = solver.value(question.answer);
            if (!std::isfinite(made.value)) {
                throw Error({}, "Its answer is no number", "Ask for something that is one");
            }
            made.answer =
                lessonNumber(made.value) + (question.unit.empty() ? "" : " " + question.unit);
            return made;
        case QuestionKind::Drag:
            break;
    }
    if (solver.holds(question.until)) {
        throw Error({}, "It is done before anybody has dragged", "Let it start from another state");
    }
    if (!LessonSolver(question.solution.from(start)).holds(question.until)) {
        throw Error({}, "Its solution does not do it", "Give a state in which \"until\" holds");
    }
    made.answer = question.until.text();
    return made;
}

Verdict judgeChoice(const LessonQuestion& question, const LessonState& start, std::size_t option) {
    const LessonSolver solver(start);
    const LessonOption& chosen = question.options.at(option);
    return {isRight(question, chosen, solver), chosen.why.told(solver)};
}

Verdict judgeNumber(const LessonQuestion& question, const LessonState& start, double given) {
    const LessonSolver solver(start);
    if (within(given, solver.value(question.answer), question.tolerance)) return {true, {}};
    for (const LessonMistake& mistake : question.mistakes) {
        if (within(given, solver.value(mistake.value), question.tolerance)) {
            return {false, mistake.why.told(solver)};
        }
    }
    return {false, question.otherwise.told(solver)};
}

Verdict judgeDrag(const LessonQuestion& question, const LessonState& now) {
    const LessonSolver solver(now);
    if (solver.holds(question.until)) return {true, {}};
    return {false, question.otherwise.told(solver)};
}

LessonCheck checkLesson(const Lesson& lesson, const std::stop_token& stop) {
    LessonChecker checker(lesson);
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        if (stop.stop_requested()) throw Cancelled();
        checker.step(k);
    }
    return std::move(checker.found);
}

}  // namespace orl
