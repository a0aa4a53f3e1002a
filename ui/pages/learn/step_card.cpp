#include "ui/pages/learn/step_card.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>
#include <utility>

#include "ui/pages/learn/labels.h"
#include "ui/pages/learn/option_button.h"
#include "ui/pages/learn/tall_part.h"
#include "ui/session/label_text.h"
#include "ui/style/panel.h"
#include "ui/widgets/note_label.h"

namespace orl {

StepCard::StepCard(QWidget* parent) : QFrame(parent) {
    setAccessibleName(tr("Step"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    auto* holder = new QWidget;
    m_holder = new QVBoxLayout(holder);
    m_holder->setContentsMargins(0, 0, 8, 0);
    m_area = new TallPart(holder);
    column->addWidget(m_area, 1);
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
    const auto& instances = m_lesson.lesson.instances;
    const auto instance = instances.find(m_lesson.lesson.steps[m_step].instance);
    const bool simulated = instance != instances.end() && instance->second.load;
    m_answerFoot->setText(!right      ? QString()
                          : simulated ? tr("computed by the simulator just now")
                                      : tr("computed by the solver just now"));
    m_answer->show();
    showWhole(m_answer);
}

/// Scrolls to a part once it has its place; to its beginning where it is higher than the room.
void StepCard::showWhole(QWidget* part) {
    const QPointer<QWidget> kept = part;
    QTimer::singleShot(0, this, [this, kept] {
        if (!kept || !kept->isVisibleTo(this)) return;
        constexpr int kAround = 4;
        const QRect place(kept->mapTo(m_area->widget(), QPoint()), kept->size());
        m_area->ensureVisible(place.left(), place.bottom(), 0, kAround);
        m_area->ensureVisible(place.left(), place.top(), 0, kAround);
    });
}

void StepCard::showPhase() {
    const bool sound = m_lesson.mistakes.empty() && !m_lesson.lesson.steps.empty();
    const LessonStep* now = sound ? &m_lesson.lesson.steps[m_step] : nullptr;
    const bool asks = now && now->question && now->question->kind != QuestionKind::Drag;
    const bool teacher = m_classMode && now && now->question;
    // A button that comes or goes moves the others, and a click meant for one takes the other.
    const bool open = m_phase != Phase::Revealed;
    m_reveal->setVisible(asks || (teacher && open));
    m_reveal->setEnabled(open && (m_phase == Phase::Locked || m_classMode));
    m_guess->setVisible(asks && !m_classMode);
    m_guess->setEnabled(m_phase != Phase::Open && !m_right);
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
