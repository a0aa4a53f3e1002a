#include "ui/pages/duals/worth_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/words.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

QLabel* makeHead(const QString& text) {
    auto* label = new QLabel(text);
    QFont bold = label->font();
    bold.setWeight(QFont::DemiBold);
    label->setFont(bold);
    return label;
}

}  // namespace

WorthPanel::WorthPanel(PriceHand& hand, QWidget* parent)
    : QFrame(parent),
      m_hand(hand),
      m_pricer(Worker::Priority::Low),
      m_checker(Worker::Priority::Low) {
    build();
    connect(&hand, &PriceHand::groundChanged, this, &WorthPanel::followGround);
    connect(&m_checker, &Worker::becameIdle, this, &WorthPanel::next);
    connect(&m_checker, &Worker::failed, this, [this](const Error& error) {
        m_running.reset();
        m_note->setText(sentence(error), NoteLabel::Tone::Warning);
    });
    connect(&m_pricer, &Worker::failed, this, [this](const Error& error) {
        m_note->setText(sentence(error), NoteLabel::Tone::Warning);
    });
    followGround();
}

void WorthPanel::build() {
    setMinimumSize(280, 160);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPanelMargin, 6, space::kHalf, 6);
    column->setSpacing(4);
    column->addWidget(makeHead(tr("What a limit is worth")));
    m_note = new NoteLabel;
    column->addWidget(m_note);
    auto* content = new QWidget;
    m_list = new QVBoxLayout(content);
    m_list->setContentsMargins(0, 0, space::kHalf, 0);
    m_list->setSpacing(6);
    m_list->addStretch(1);
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    column->addWidget(area, 1);
    auto* foot = new QHBoxLayout;
    m_checkAll = new QPushButton(tr("Check all"));
    m_checkAll->setToolTip(
        tr("Each limit is moved by the unit, everything solved again, and put back"));
    m_allModels = new QPushButton(tr("All models"));
    m_allModels->setCheckable(true);
    foot->addWidget(m_checkAll);
    foot->addWidget(m_allModels);
    foot->addStretch(1);
    column->addLayout(foot);
    connect(m_checkAll, &QPushButton::clicked, this, [this] {
        for (std::size_t line = 0; line < m_steps.size(); ++line) {
            if (!m_results[line]) ask(line);
        }
    });
    connect(m_allModels, &QPushButton::toggled, this, [this](bool all) {
        m_all = all;
        showSteps();
    });
}

/// Other limits or data: nothing that was checked holds any longer.
void WorthPanel::followGround() {
    const auto& solve = m_hand.solve();
    if (solve == m_solve && solve) return;
    m_solve = solve;
    m_queue.clear();
    m_running.reset();
    m_checker.discard();
    m_pricer.discard();
    m_prices.reset();
    if (!solve) {
        showSteps();
        return;
    }
    m_pricer.submit(
        [this, solve](const Worker::Context& context) {
            LimitPrices prices = limitPrices(*solve, context.job);
            context.show([this, prices = std::move(prices)] {
                m_prices = prices;
                showSteps();
            });
        },
        Worker::Running::Stop);
}

void WorthPanel::showSteps() {
    m_queue.clear();
    m_steps = m_prices ? limitSteps(*m_solve, *m_prices, m_all) : std::vector<LimitStep>();
    m_results.assign(m_steps.size(), std::nullopt);
    while (m_lines.size() < m_steps.size()) {
        const std::size_t number = m_lines.size();
        Line line{new QLabel, new NoteLabel, new QPushButton};
        line.sentence->setTextFormat(Qt::PlainText);
        line.sentence->setWordWrap(true);
        line.check->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        auto* row = new QWidget;
        auto* across = new QHBoxLayout(row);
        across->setContentsMargins(0, 0, 0, 0);
        auto* text = new QVBoxLayout;
        text->setSpacing(0);
        text->addWidget(line.sentence);
        text->addWidget(line.note);
        across->addLayout(text, 1);
        across->addWidget(line.check);
        m_list->insertWidget(int(number), row);
        connect(line.check, &QPushButton::clicked, this, [this, number] { ask(number); });
        m_lines.push_back(line);
    }
    for (std::size_t line = 0; line < m_lines.size(); ++line) {
        m_lines[line].sentence->parentWidget()->setVisible(line < m_steps.size());
        if (line < m_steps.size()) showLine(line);
    }
    m_checkAll->setEnabled(!m_steps.empty());
    m_allModels->setEnabled(!m_steps.empty());
    const bool unranged = m_prices && !m_prices->ranged && !m_steps.empty();
    m_note->setText(!m_solve || (m_prices && m_steps.empty())
                        ? tr("There is no routing that keeps the limits, so nothing has a price.")
                    : !m_prices ? tr("Working out the prices…")
                    : unranged
                        ? tr("At the optimizer's prices; with groups their ranges are not known.")
                        : tr("At the optimizer's prices. Check moves the limit by the unit, "
                             "solves, and puts it back."));
}

void WorthPanel::showLine(std::size_t at) {
    const Line& line = m_lines[at];
    line.sentence->setText(sentenceOf(*m_solve, m_steps[at]) + ".");
    const bool waits = m_running == at || std::ranges::find(m_queue, at) != m_queue.end();
    const auto& result = m_results[at];
    const QString note = noteOf(*m_solve, m_steps[at]);
    const bool impossible = result && result->outcome == LimitCheck::Outcome::Infeasible;
    QString said = note.isEmpty() ? tr("not checked yet") : note;
    if (waits) {
        said = tr("solving…");
    } else if (result) {
        said = (impossible ? QString() : QStringLiteral("✓ ")) + resultOf(*m_solve, *result);
    }
    line.note->setText(said,
                       impossible && !waits ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
    line.check->setText(result ? tr("Again") : tr("Check"));
    line.check->setEnabled(!waits);
    line.check->setAccessibleName(tr("Check: %1").arg(line.sentence->text()));
}

void WorthPanel::ask(std::size_t line) {
    if (m_running == line || std::ranges::find(m_queue, line) != m_queue.end()) return;
    m_queue.push_back(line);
    showLine(line);
    if (m_checker.idle()) next();
}

/// One after the other: a worker has one job that waits, and a newer one would replace it.
void WorthPanel::next() {
    if (m_queue.empty() || !m_checker.idle()) return;
    const std::size_t line = m_queue.front();
    m_queue.pop_front();
    m_running = line;
    m_checker.submit(
        [this, line, solve = m_solve, step = m_steps[line]](const Worker::Context& context) {
            LimitCheck check = checkLimit(*solve, step, context.job);
            context.show([this, line, step, check = std::move(check)] {
                m_running.reset();
                if (line >= m_steps.size() || !(m_steps[line] == step)) return;
                m_results[line] = check;
                showLine(line);
            });
        });
    showLine(line);
}

void WorthPanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
