#include "ui/pages/learn/handout.h"

#include <QCoreApplication>
#include <QPrinter>
#include <QTextDocument>

#include "core/lab/lessons/check.h"
#include "ui/session/label_text.h"

namespace orl {

namespace {

QString handoutTr(const char* text) {
    return QCoreApplication::translate("Handout", text);
}

QString escaped(const std::string& text) {
    return labelText(text).toHtmlEscaped();
}

QString figure(double value) {
    return QString::fromStdString(lessonNumber(value));
}

QString instanceHtml(const LessonInstance& instance) {
    QString html =
        QStringLiteral("<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\"><tr><th>%1</th>")
            .arg(handoutTr("chance, cost"));
    for (const auto& model : instance.models) {
        html += QStringLiteral("<th>%1%2</th>")
                    .arg(escaped(model.name), model.capacity == kUnlimited
                                                  ? QString()
                                                  : handoutTr("<br>%1 slots").arg(model.capacity));
    }
    html += QStringLiteral("</tr>");
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        html += QStringLiteral("<tr><td>%1</td>").arg(escaped(instance.queries[i].name));
        for (Eigen::Index j = 0; j < instance.cost.cols(); ++j) {
            html += QStringLiteral("<td>%1 %, %2 ¢</td>")
                        .arg(figure(100.0 * instance.chance(Eigen::Index(i), j)),
                             figure(instance.cost(Eigen::Index(i), j)));
        }
        html += QStringLiteral("</tr>");
    }
    html += QStringLiteral("</table><p>");
    html += instance.budget ? handoutTr("Budget %1 ¢").arg(figure(*instance.budget))
                            : handoutTr("Floor %1 %").arg(figure(100.0 * instance.floor));
    return html + QStringLiteral("</p>");
}

QString questionHtml(const LessonQuestion& question, const LessonSolver& solver) {
    QString html = QStringLiteral("<p><b>%1</b></p>").arg(escaped(question.text.told(solver)));
    for (const LessonOption& option : question.options) {
        html += QStringLiteral("<p>☐ %1</p>").arg(escaped(option.text.told(solver)));
    }
    if (question.options.empty()) html += QStringLiteral("<p>______________________</p>");
    return html;
}

}  // namespace

QString handoutHtml(const Lesson& lesson, bool withAnswers) {
    QString html = QStringLiteral("<h1>%1</h1>").arg(escaped(lesson.title));
    QString answers;
    std::string shown;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        const LessonStep& step = lesson.steps[k];
        const LessonState start = lesson.stateAt(k);
        const LessonSolver solver(start);
        html += QStringLiteral("<h3>%1 · %2</h3><p>%3</p>")
                    .arg(k + 1)
                    .arg(escaped(step.title), escaped(step.text.told(solver)));
        // The same table is not printed step by step.
        if (!step.instance.empty() && step.instance != shown) html += instanceHtml(start.instance);
        shown = step.instance;
        if (!step.question) continue;
        html += questionHtml(*step.question, solver);
        const bool drag = step.question->kind == QuestionKind::Drag;
        const LessonSolver told(drag ? step.question->solution.from(start) : start);
        const QString reveal = escaped(step.question->reveal.told(told));
        const QString answer =
            drag ? QString()
                 : escaped(solveQuestion(*step.question, start).answer) + QStringLiteral(". ");
        answers += QStringLiteral("<p><b>%1</b> · %2%3</p>").arg(k + 1).arg(answer, reveal);
    }
    if (withAnswers && !answers.isEmpty()) {
        html += QStringLiteral("<h2>%1</h2>").arg(handoutTr("Answers")) + answers;
    }
    return html;
}

void printHandout(const Lesson& lesson, bool withAnswers, QPrinter& printer) {
    QTextDocument document;
    document.setHtml(handoutHtml(lesson, withAnswers));
    document.print(&printer);
}

}  // namespace orl
