#include "ui/pages/learn/step_card.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "ui/pages/learn/option_button.h"
#include "ui/pages/learn/tall_part.h"
#include "ui/session/label_text.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

QLabel* plainLabel(const QString& text) {
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel* quietLabel(const QString& text) {
    auto* label = new NoteLabel;
    label->setTextFormat(Qt::PlainText);
    label->setFont(type::note(label->font()));
    label->setText(text);
    return label;
}

/// As people write numbers: no digits that say nothing.
class AnswerField : public QDoubleSpinBox {
  public:
    QString textFromValue(double value) const override {
        constexpr int kDigits = 9;
        return locale().toString(value, 'g', kDigits);
    }
};

QString toldBy(const LessonText& text, const LessonSolver& solver) {
    return labelText(text.told(solver));
}

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

StepCard::StepCard(QWidget* parent) : QFrame(parent) {
    setAccessibleName(tr("Step"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    auto* holder = new QWidget;
    m_holder = new QVBoxLayout(holder);
    m_holder->setContentsMargins(0, 0, 8, 0);
    auto* area = new TallPart(holder);
    column->addWidget(area, 1);
    auto* buttons = new QHBoxLayout;
    m_back = new QPushButton(tr("&Back"));
    m_guess = new QPushButton(tr("&Guess again"));
    m_reveal = new QPushButton(tr("Re&veal"));
    m_next = new QPushButton(tr("&Next step"));
    m_next->setToolTip(tr("The next step of the lesson"));
    for (QPushButton* each : {m_back, m_guess, m_reveal, m_next}) {
        each->setAutoDefault(true);  // Enter presses the one that has the focus
        buttons->addWidget(each);
    }
    column->addLayout(buttons);
    connect(m_back, &QPushButton::clicked, this, &StepCard::backAsked);
    connect(m_next, &QPushButton::clicked, this, &StepCard::nextAsked);
    connect(m_reveal, &QPushButton::clicked, this, &StepCard::reveal);
    connect(m_guess, &QPushButton::clicked, this, &StepCard::guessAgain);
}

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

void StepCard::setStep(const ShelvedLesson& lesson, int number, std::size_t step,
                       const LessonProgress& progress) {
    m_lesson = lesson;
    m_step = step;
    m_phase = Phase::Open;
    m_right = false;
    m_chosen.reset();
    QVBoxLayout* column = freshBody();
    m_answer = nullptr;
    if (!lesson.mistakes.empty()) {
        addMistakes(*column);
        showPhase();
        return;
    }
    m_start = lesson.lesson.stateAt(step);
    const LessonStep& now = lesson.lesson.steps[step];
    const LessonSolver solver(m_start);
    addTitle(*column, number, progress);
    column->addWidget(plainLabel(toldBy(now.text, solver)));
    addDiscs(*column);
    addTable(*column);
    if (!now.page.empty() && now.page != "learn") {
        m_page = new QPushButton(tr("Look at it on your data ▸"));
        m_page->setToolTip(
            tr("Opens the page with the step's settings; your own come back with "
               "Leave"));
        connect(m_page, &QPushButton::clicked, this,
                [this, id = QString::fromStdString(now.page)] { emit pageAsked(id); });
        column->addWidget(m_page, 0, Qt::AlignLeft);
    }
    if (now.question) addQuestion(*column);
    if (!now.tryIt.empty())
        column->addWidget(plainLabel(tr("Try it: %1").arg(toldBy(now.tryIt, solver))));
    column->addStretch(1);
    m_body->show();  // at once: keys may be on their way already
    showPhase();
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

void StepCard::setState(const LessonState& state) {
    if (!m_lesson.mistakes.empty() || m_lesson.lesson.steps.empty()) return;
    const auto& question = m_lesson.lesson.steps[m_step].question;
    if (!question || question->kind != QuestionKind::Drag || m_right) return;
    const Verdict verdict = judgeDrag(*question, state);
    if (!verdict.right) {
        showAnswer(tr("Not yet"), labelText(verdict.words), false);
        return;
    }
    m_right = true;
    m_phase = Phase::Revealed;
    showAnswer(question->headline.empty() ? tr("Done") : labelText(question->headline),
               toldBy(question->reveal, LessonSolver(state)), true);
    showPhase();
    emit answered(true);
}

void StepCard::lock(std::optional<std::size_t> option) {
    m_chosen = option;
    m_phase = Phase::Locked;
    for (std::size_t k = 0; k < m_options.size(); ++k) {
        m_options[k]->setState(option == k ? OptionButton::State::Chosen
                                           : OptionButton::State::Plain);
    }
    showPhase();
    m_reveal->setFocus();
}

void StepCard::reveal() {
    const LessonQuestion& question = *m_lesson.lesson.steps[m_step].question;
    const LessonSolver solver(m_start);
    QString own;
    if (question.kind == QuestionKind::Choice) {
        for (std::size_t k = 0; k < m_options.size(); ++k) {
            const Verdict verdict = judgeChoice(question, m_start, k);
            m_options[k]->setState(verdict.right   ? OptionButton::State::Right
                                   : m_chosen == k ? OptionButton::State::Wrong
                                                   : OptionButton::State::Plain);
            if (m_chosen != k) continue;
            m_right = verdict.right;
            own = labelText(verdict.words);
        }
    } else if (question.kind == QuestionKind::Number && m_phase == Phase::Locked) {
        const Verdict verdict = judgeNumber(question, m_start, m_number->value());
        m_right = verdict.right;
        own = labelText(verdict.words);
    }
    const bool predicted = m_phase == Phase::Locked;
    m_phase = Phase::Revealed;
    QString text = toldBy(question.reveal, solver);
    if (question.kind == QuestionKind::Number && !m_right) {
        text = tr("It is %1. ").arg(labelText(solveQuestion(question, m_start).answer)) + text;
    }
    if (!own.isEmpty()) text = own + QStringLiteral("\n\n") + text;
    const QString headline = m_right                     ? tr("Right")
                             : question.headline.empty() ? tr("Look")
                                                         : labelText(question.headline);
    showAnswer(headline, text, m_right || !predicted);
    showPhase();
    emit revealed(true);
    if (predicted && !m_classMode) emit answered(m_right);
}

void StepCard::guessAgain() {
    m_phase = Phase::Open;
    m_right = false;
    m_chosen.reset();
    for (OptionButton* each : m_options) each->setState(OptionButton::State::Open);
    if (m_answer) m_answer->hide();
    showPhase();
    emit revealed(false);
}

void StepCard::showAnswer(const QString& headline, const QString& text, bool right) {
    const Theme& theme = Theme::of(palette());
    const QColor line = right ? theme.gain : theme.warning;
    const QColor ground = right ? mixed(theme.background, theme.gain, 0.08) : theme.warningTint;
    m_answer->setStyleSheet(QStringLiteral("QFrame#answer { background: %1; border: none; "
                                           "border-left: 3px solid %2; }")
                                .arg(ground.name(), line.name()));
    m_answerHead->setText(headline);
    m_answerText->setText(text);
    m_answerFoot->setText(right ? tr("computed by the solver just now") : QString());
    m_answer->show();
}

void StepCard::showPhase() {
    const bool sound = m_lesson.mistakes.empty() && !m_lesson.lesson.steps.empty();
    const LessonStep* now = sound ? &m_lesson.lesson.steps[m_step] : nullptr;
    const bool asks = now && now->question && now->question->kind != QuestionKind::Drag;
    const bool teacher = m_classMode && now && now->question;
    m_reveal->setVisible((asks && m_phase != Phase::Revealed) ||
                         (teacher && m_phase != Phase::Revealed));
    m_reveal->setEnabled(m_phase == Phase::Locked || m_classMode);
    m_guess->setVisible(asks && m_phase != Phase::Open && !m_classMode && !m_right);
    if (m_number) m_number->setEnabled(m_phase == Phase::Open);
    if (m_predict) m_predict->setVisible(m_phase == Phase::Open && !m_classMode);
    m_back->setEnabled(sound && m_step > 0);
    m_next->setEnabled(sound);
    m_next->setText(sound && m_step + 1 == m_lesson.lesson.steps.size() ? tr("&Next lesson")
                                                                        : tr("&Next step"));
}

void StepCard::setClassMode(bool on) {
    m_classMode = on;
    showPhase();
}

QString StepCard::answerText() const {
    if (!m_answer || m_answer->isHidden()) return {};
    return QStringList{m_answerHead->text(), m_answerText->text(), m_answerFoot->text()}.join('\n');
}

QString StepCard::titleText() const {
    const auto* title = m_body ? m_body->findChild<QLabel*>("stepTitle") : nullptr;
    return title ? title->text() : QString();
}

void StepCard::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
