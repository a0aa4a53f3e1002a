#include "ui/pages/duals/theatre_lane.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <cmath>

#include "ui/charts/load_bars.h"
#include "ui/pages/duals/theatre_content.h"
#include "ui/session/label_text.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

enum Figure { BoundFigure, BestFigure, GapFigure, LastFigure };

QLabel* plainText(const QFont& font, bool muted = false) {
    auto* label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setFont(font);
    if (muted) label->setObjectName("muted");
    return label;
}

void paintLabel(QLabel* label, const QColor& color) {
    QPalette colours = label->palette();
    colours.setColor(QPalette::WindowText, color);
    label->setPalette(colours);
}

}  // namespace

TheatreLaneView::TheatreLaneView(Method method, QWidget* parent)
    : QFrame(parent), m_method(method) {
    build();
}

const TheatreLane& TheatreLaneView::lane() const {
    return m_method == Method::Paper ? m_view->paper : m_view->fast;
}

void TheatreLaneView::build() {
    const bool paper = m_method == Method::Paper;
    auto* title = plainText(type::title(font()));
    title->setText(paper ? tr("The paper's supergradient") : tr("The fast optimizer"));
    auto* subtitle = plainText(type::note(font()), true);
    subtitle->setText(paper ? tr("λ ← λ + step · what is missing; μ ← μ + step · what is over")
                            : tr("exact μ for each λ; next λ where the two cuts meet"));
    subtitle->setToolTip(subtitle->text());
    subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addSpacing(space::kGap);
    head->addWidget(subtitle, 1);

    m_body = new QWidget;
    auto* numbers = new QGridLayout;
    numbers->setHorizontalSpacing(space::kGap);
    numbers->setVerticalSpacing(0);
    for (int k = 0; k < 4; ++k) {
        m_names[std::size_t(k)] = plainText(type::note(font()), true);
        QFont strong = font();
        strong.setBold(true);
        m_figures[std::size_t(k)] = plainText(strong);
        // A long figure is cut before it makes the page wider than the window.
        m_figures[std::size_t(k)]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        numbers->addWidget(m_names[std::size_t(k)], 0, k);
        numbers->addWidget(m_figures[std::size_t(k)], 1, k);
        numbers->setColumnStretch(k, k == LastFigure ? 4 : 3);  // "14 looks, 3.3 ms"
    }
    auto* plots = new QGridLayout;
    plots->setSpacing(space::kHalf);
    for (int k = 0; k < kPlots; ++k) {
        auto* plot = new TracePlot;
        m_plots[std::size_t(k)] = plot;
        plots->addWidget(plot, k / 2, k % 2);
        connect(plot, &TracePlot::asked, this, &TheatreLaneView::lookAsked);
    }
    plots->setRowStretch(0, 5);
    plots->setRowStretch(1, 3);
    plots->setRowStretch(2, 4);
    m_caption = plainText(type::section(font()));
    // Room for two lines at all times: what is below must not move while it plays.
    m_caption->setWordWrap(true);
    m_caption->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
    m_caption->setFixedHeight(2 * m_caption->fontMetrics().lineSpacing());
    m_bars = new LoadBars;
    connect(m_bars, &LoadBars::chosen, this, &TheatreLaneView::modelChosen);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kHalf);
    column->addLayout(numbers);
    column->addLayout(plots, 1);
    column->addWidget(m_caption);
    column->addWidget(m_bars);

    m_empty = plainText(font(), true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kPanelMargin, space::kGap, space::kPanelMargin, space::kGap);
    all->addLayout(head);
    // Within the lane before it shows what is in it.
    m_stack = new QStackedLayout;
    all->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_body);
}

void TheatreLaneView::showNothing(const QString& text) {
    m_view.reset();
    m_empty->setText(text);
    m_stack->setCurrentWidget(m_empty);
}

void TheatreLaneView::setView(std::shared_ptr<const TheatreView> view,
                              std::vector<std::vector<IterationRecord>> others, std::size_t model) {
    m_view = std::move(view);
    m_others = std::move(others);
    m_model = model;
    if (lane().looks.empty()) {
        const QString why = labelText(lane().explanation);
        showNothing(why.isEmpty() ? tr("Nothing was found.") : why);
        return;
    }
    m_stack->setCurrentWidget(m_body);
    showCurves();
    setLook(m_look);
}

void TheatreLaneView::setModel(std::size_t model) {
    m_model = model;
    if (!m_view) return;
    showCurves();
    setLook(m_look);
}

void TheatreLaneView::showCurves() {
    const Theme& theme = Theme::of(palette());
    for (int k = 0; k < kPlots; ++k) {
        m_plots[std::size_t(k)]->setContent(
            traceContent(*m_view, lane(), Plot(k), m_model, m_others, theme));
    }
}

void TheatreLaneView::setLook(int look) {
    m_look = look;
    if (!m_view || lane().looks.empty()) return;
    const SolveView& solve = *m_view->solve;
    const IterationRecord& now = lane().looks[lane().at(look)];
    const bool ended = look > lane().looks.back().evaluations;
    const Theme& theme = Theme::of(palette());
    for (int k = 0; k < kPlots; ++k) {
        const double value = traceValue(solve, now, Plot(k), m_model);
        const bool proven = Plot(k) == Gap && lane().proven && ended;
        const QColor color = k == Gap ? (proven ? theme.gain : theme.warning)
                             : k == SlotPrice || k == Over
                                 ? m_plots[std::size_t(k)]->content().traces.front().color
                                 : theme.accent;
        std::vector<TracePlot::Dot> dots{{{double(now.evaluations), value}, color, proven}};
        if (k == Bound) {
            dots.push_back({{double(now.evaluations), now.bestFeasible * objectiveScale(solve)},
                            theme.text,
                            false});
        }
        m_plots[std::size_t(k)]->setCursor(look, ended, std::move(dots));
    }
    showFigures();
    showBars();
}

void TheatreLaneView::showFigures() {
    const SolveView& solve = *m_view->solve;
    const IterationRecord& now = lane().looks[lane().at(m_look)];
    const bool ended = m_look >= lane().looks.back().evaluations;
    const bool floor = solve.constraints.mode == RoutingMode::CostUnderFloor;
    const Theme& theme = Theme::of(palette());
    const double gap = gapAt(now);
    const bool proven = lane().proven && ended;
    const bool closed = proven || gap == 0.0;
    const auto say = [&](Figure which, const QString& name, const QString& value,
                         const QColor& color) {
        m_names[which]->setText(name);
        m_figures[which]->setText(value);
        m_figures[which]->setToolTip(value.toHtmlEscaped());
        paintLabel(m_names[which], theme.mutedText);
        paintLabel(m_figures[which], color);
    };
    say(BoundFigure, tr("bound"), objectiveText(solve, now.bestBound), theme.accent);
    say(BestFigure, floor ? tr("best cost so far") : tr("best accuracy so far"),
        objectiveText(solve, now.bestFeasible), theme.text);
    say(GapFigure, tr("certified gap"),
        std::isnan(gap) ? QStringLiteral("–") : gapText(proven ? 0.0 : gap),
        closed ? theme.gain : theme.warning);
    if (m_method == Method::Fast && ended) {
        say(LastFigure, proven ? tr("proven after") : tr("ended after"),
            tr("%1 looks, %2").arg(now.evaluations).arg(duration(lane().milliseconds)),
            proven ? theme.gain : theme.text);
        return;
    }
    const QString broken = violationText(solve, now);
    say(LastFigure, tr("violated now"), broken.isEmpty() ? tr("nothing") : broken,
        broken.isEmpty() ? theme.text : theme.warning);
}

void TheatreLaneView::showBars() {
    const IterationRecord& now = lane().looks[lane().at(m_look)];
    m_bars->setRows(loadRows(*m_view, now, Theme::of(palette()).dark), greatestLoad(*m_view));
    m_bars->setChosen(int(m_model));
    m_caption->setText(captionText(*m_view, now, std::min(m_look, now.evaluations)));
    m_caption->setToolTip(m_caption->text().toHtmlEscaped());
}

QString TheatreLaneView::figure(int which) const {
    return m_figures[std::size_t(which)]->text();
}

QString TheatreLaneView::caption() const {
    return m_caption->text();
}

void TheatreLaneView::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

void TheatreLaneView::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_view || !m_body) return;
    showCurves();
    setLook(m_look);
}

}  // namespace orl
