// What a step's card is made of.
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/pages/learn/labels.h"
#include "ui/pages/learn/option_button.h"
#include "ui/pages/learn/step_card.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

/// As people write numbers: no digits that say nothing.
class AnswerField : public QDoubleSpinBox {
  public:
    QString textFromValue(double value) const override {
        constexpr int kDigits = 9;
        return locale().toString(value, 'g', kDigits);
    }
};

/// A number of amber discs, as they stand in the pictures.
QLabel* discLabel(int number, const Theme& theme) {
    auto* label = new QLabel(QString::number(number));
    label->setFixedSize(20, 20);
    label->setAlignment(Qt::AlignCenter);
    label->setStyleSheet(QStringLiteral("background: %1; color: %2; border-radius: 10px;")
                             .arg(theme.warning.name(), theme.background.name()));
    return label;
}

}  // namespace

QVBoxLayout* StepCard::freshBody() {
    delete m_body;
    m_options.clear();
    m_number = nullptr;
    m_predict = nullptr;
    m_page = nullptr;
    m_body = new QWidget;
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    m_holder->addWidget(m_body);
    return column;
}

void StepCard::addMistakes(QVBoxLayout& column) {
    QLabel* title = plainLabel(labelText(m_lesson.lesson.title));
    title->setFont(type::title(font()));
    column.addWidget(title);
    column.addWidget(plainLabel(tr("This lesson has mistakes and cannot be shown:")));
    constexpr std::size_t kMost = 12;
    for (std::size_t k = 0; k < std::min(kMost, m_lesson.mistakes.size()); ++k) {
        column.addWidget(plainLabel(sentence(m_lesson.mistakes[k])));
    }
    column.addStretch(1);
}

void StepCard::addTitle(QVBoxLayout& column, int number, const LessonProgress& progress) {
    const Lesson& lesson = m_lesson.lesson;
    auto* head = new QHBoxLayout;
    QLabel* name = plainLabel(QStringLiteral("%1  %2").arg(number).arg(labelText(lesson.title)));
    name->setFont(type::section(font()));
    head->addWidget(name, 1);
    QString dots;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        const bool done = progress.of(lesson, k) != StepProgress::None;
        dots += k == m_step ? QChar(u'◉') : done ? QChar(u'●') : QChar(u'○');
    }
    auto* place = new QLabel(dots);
    place->setAccessibleName(tr("Step %1 of %2").arg(m_step + 1).arg(lesson.steps.size()));
    place->setToolTip(place->accessibleName());
    head->addWidget(place);
    column.addLayout(head);
    QLabel* title = plainLabel(labelText(lesson.steps[m_step].title));
    title->setObjectName("stepTitle");
    title->setFont(type::figure(font()));
    column.addWidget(title);
}

void StepCard::addDiscs(QVBoxLayout& column) {
    const LessonSolver solver(m_start);
    int number = 0;
    for (const LessonDisc& disc : m_lesson.lesson.steps[m_step].discs) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(discLabel(++number, Theme::of(palette())), 0, Qt::AlignTop);
        row->addWidget(plainLabel(toldBy(disc.text, solver)), 1);
        column.addLayout(row);
    }
}

/// Chances and costs, as they are given; models are rows where they are the more.
void StepCard::addTable(QVBoxLayout& column) {
    constexpr std::size_t kMostColumns = 6;
    const LessonInstance& instance = m_start.instance;
    const bool turned = instance.modelCount() > 4 && instance.modelCount() > instance.queryCount();
    const std::size_t across = turned ? instance.queryCount() : instance.modelCount();
    if (instance.queryCount() == 0 || across > kMostColumns) return;
    auto* frame = new QFrame;
    auto* grid = new QGridLayout(frame);
    grid->setContentsMargins(10, 8, 10, 8);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(3);
    const auto put = [&](QLabel* label, std::size_t query, std::size_t model) {
        label->setWordWrap(false);
        grid->addWidget(label, int(turned ? model : query), int(turned ? query : model));
    };
    const auto shown = [](double value) { return QString::fromStdString(lessonNumber(value)); };
    put(quietLabel(tr("chance, cost")), 0, 0);
    for (std::size_t j = 0; j < instance.modelCount(); ++j) {
        put(quietLabel(labelText(instance.models[j].name)), 0, j + 1);
    }
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        put(plainLabel(labelText(instance.queries[i].name)), i + 1, 0);
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            const double chance = 100.0 * instance.chance(Eigen::Index(i), Eigen::Index(j));
            const double cost = instance.cost(Eigen::Index(i), Eigen::Index(j));
            put(plainLabel(tr("%1 %, %2 ¢").arg(shown(chance), shown(cost))), i + 1, j + 1);
        }
    }
    if (instance.hasSlots()) {
        const std::size_t last = instance.queryCount() + 1;
        put(quietLabel(tr("slots L")), last, 0);
        for (std::size_t j = 0; j < instance.modelCount(); ++j) {
            const auto capacity = instance.models[j].capacity;
            put(quietLabel(capacity == kUnlimited ? tr("no limit") : QString::number(capacity)),
                last, j + 1);
        }
    }
    column.addWidget(frame);
}

void StepCard::addQuestion(QVBoxLayout& column) {
    const LessonQuestion& question = *m_lesson.lesson.steps[m_step].question;
    auto* head = new QHBoxLayout;
    auto* name = new QLabel(tr("Question"));
    name->setFont(type::section(font()));
    head->addWidget(name);
    head->addStretch(1);
    QLabel* how =
        quietLabel(question.kind == QuestionKind::Drag ? tr("by hand, at the right")
                                                       : tr("predict first, then reveal"));
    how->setWordWrap(false);
    head->addWidget(how);
    column.addLayout(head);
    QLabel* text = plainLabel(toldBy(question.text, LessonSolver(m_start)));
    text->setFont(type::section(font()));
    column.addWidget(text);
    if (question.kind == QuestionKind::Choice) addChoice(column);
    if (question.kind == QuestionKind::Number) addNumber(column);
    column.addWidget(answerBox());
}

/// Empty and hidden, until there is something to say.
QWidget* StepCard::answerBox() {
    m_answer = new QFrame;
    m_answer->setObjectName("answer");
    m_answerHead = plainLabel({});
    m_answerHead->setFont(type::section(font()));
    m_answerText = plainLabel({});
    m_answerFoot = new NoteLabel;
    m_answerFoot->setFont(type::note(font()));
    auto* column = new QVBoxLayout(m_answer);
    column->setContentsMargins(14, 10, 12, 10);
    for (QWidget* each : {m_answerHead, m_answerText, static_cast<QLabel*>(m_answerFoot)}) {
        column->addWidget(each);
    }
    m_answer->hide();
    return m_answer;
}

void StepCard::addChoice(QVBoxLayout& column) {
    const LessonSolver solver(m_start);
    const auto& options = m_lesson.lesson.steps[m_step].question->options;
    for (std::size_t k = 0; k < options.size(); ++k) {
        auto* button =
            new OptionButton(toldBy(options[k].text, solver), toldBy(options[k].sum, solver));
        connect(button, &OptionButton::clicked, this, [this, k] { lock(k); });
        m_options.push_back(button);
        column.addWidget(button);
    }
}

void StepCard::addNumber(QVBoxLayout& column) {
    const LessonQuestion& question = *m_lesson.lesson.steps[m_step].question;
    auto* row = new QHBoxLayout;
    m_number = new AnswerField;
    m_number->setDecimals(3);
    m_number->setRange(-1e6, 1e6);
    m_number->setKeyboardTracking(false);
    m_number->setAccessibleName(tr("Your answer"));
    if (!question.unit.empty()) m_number->setSuffix(' ' + labelText(question.unit));
    m_number->setMinimumWidth(120);
    m_predict = new QPushButton(tr("Pre&dict"));
    const auto predict = [this] {
        m_number->interpretText();
        lock(std::nullopt);
    };
    connect(m_predict, &QPushButton::clicked, this, predict);
    connect(m_number->findChild<QLineEdit*>(), &QLineEdit::returnPressed, this, predict);
    row->addWidget(m_number);
    row->addWidget(m_predict);
    row->addStretch(1);
    column.addLayout(row);
}

}  // namespace orl
