#include "ui/pages/queries/why_panel.h"

#include <QButtonGroup>
#include <QEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include "ui/charts/strips_chart.h"
#include "ui/pages/queries/why_content.h"
#include "ui/pages/queries/why_flips.h"
#include "ui/pages/queries/why_tables.h"
#include "ui/results/query_text.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {
constexpr int kMostText = 20'000;  // characters that are shown of a text
}

QTableView* WhyPanel::table(Tab tab) const {
    return tab == Tab::ReducedCost ? nullptr : m_tables[std::size_t(tab) - 1];
}

void WhyPanel::connectParts() {
    connect(&m_session, &Session::solvedChanged, this, &WhyPanel::follow);
    connect(&m_session, &Session::currentRowChanged, this, &WhyPanel::followRow);
    connect(&m_session, &Session::selectionChanged, this, &WhyPanel::followSelection);
    connect(m_tabs, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (on) showTables();
    });
    connect(m_toggle, &QToolButton::clicked, this, [this] {
        m_many = !m_many;
        follow();
    });
    connect(&m_reader, &Worker::failed, this,
            [this](const Error& error) { m_note->setText(sentence(error)); });
}

bool WhyPanel::isBusy() const {
    return m_flips->isBusy() || !m_reader.idle() || !m_summer.idle();
}

WhyPanel::Tab WhyPanel::tab() const {
    return Tab(m_tabs->checkedId());
}

void WhyPanel::showTab(Tab tab) {
    m_tabs->button(int(tab))->setChecked(true);
}

void WhyPanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

void WhyPanel::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    if (m_waiting) follow();
}

void WhyPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_whole) follow();
}

bool WhyPanel::canShowMany() const {
    const auto& queries = m_session.selecting().queries();
    return m_session.selection() && queries && queries->size() > 1;
}

/// What was chosen last is what is explained.
void WhyPanel::followRow() {
    if (m_session.currentRow()) m_many = false;
    follow();
}

void WhyPanel::followSelection() {
    m_many = canShowMany();
    follow();
}

QString WhyPanel::missingText() const {
    const auto& error = m_session.solveError() ? m_session.solveError() : m_session.dataError();
    if (error && !m_session.solved()) return sentence(*error);
    if (!m_session.solved()) {
        return m_session.prepared() || m_session.heavyBusy()
                   ? tr("Preparing…")
                   : tr("No queries yet. Import data, or open the bundled data, from the File "
                        "menu.");
    }
    if (m_session.currentRow()) {
        return tr("This query is not among those that are routed now. Choose another one.");
    }
    return tr(
        "Choose a query, in the table or on the map, to see why it goes where it goes and "
        "what would send it elsewhere.");
}

void WhyPanel::showNothing(const QString& why) {
    m_why.reset();
    m_solve.reset();
    m_from.reset();
    m_flips->clear();
    m_summer.discard();
    m_empty->setText(why);
    m_whole->setCurrentWidget(m_empty);
}

void WhyPanel::follow() {
    const Theme& theme = Theme::of(palette());
    const QString look =
        QStringLiteral(
            "QLabel#verdict { background: %1; border-radius: 4px; padding: 4px 6px; } "
            "QFrame#rule { color: %2; } QPlainTextEdit { background: transparent; }")
            .arg(theme.tint.name(), theme.border.name());
    if (styleSheet() != look) setStyleSheet(look);
    m_waiting = !isVisible();
    if (m_waiting) return;
    const auto& solved = m_session.solved();
    if (!canShowMany()) m_many = false;
    const auto query = m_session.selecting().currentQuery();
    if (!solved || !m_session.solvedFrom() || (!m_many && !query)) {
        showNothing(missingText());
        return;
    }
    m_solve = solved;
    m_from = m_session.solvedFrom();
    m_whole->setCurrentIndex(0);
    m_toggle->setVisible(canShowMany() && query);
    m_toggle->setText(m_many ? tr("this query") : tr("the selection"));
    m_toggle->setToolTip(m_many ? tr("Explain the current query alone")
                                : tr("Explain all selected queries together"));
    m_tabs->button(int(Tab::ReducedCost))->parentWidget()->setVisible(!m_many);
    m_many ? showMany() : showOne(*query);
}

void WhyPanel::showOne(std::uint32_t query) {
    m_summer.discard();
    const auto solved = m_solve;
    const Experiment& experiment = *solved->experiment;
    m_why = whyOf(*solved, query);
    m_title->setText(m_why->chosen ? tr("Why %1").arg(labelText(experiment.models[*m_why->chosen]))
                                   : tr("Why nowhere"));
    m_title->setToolTip(m_title->text().toHtmlEscaped());
    m_verdict->setText(labelText(m_why->verdict));
    showText(query);
    m_strips->setContent(
        stripsOf(*m_why, experiment.models, experiment.hasOutcomes, Theme::of(palette()).dark));
    m_flips->showQuery(solved, query, m_why->hasPrices && m_why->chosen);
    readDetail(experiment.rows[query]);
    showTables();
}

void WhyPanel::showText(std::uint32_t query) {
    const auto& from = m_from;
    const std::size_t row = m_solve->experiment->rows[query];
    if (m_textFrom == from && m_textRow == row) return;
    m_textFrom = from;
    m_textRow = row;
    const Query& asked = from->data->queries[row];
    QString text = labelLines(asked.text);
    if (text.size() > kMostText) {
        text = text.left(kMostText) +
               tr("\n… %1 characters more").arg(count(std::int64_t(text.size() - kMostText)));
    }
    m_text->setPlaceholderText(tr("This query has no text."));
    m_text->setPlainText(text);
    const int level = m_solve->experiment->level[query];
    QStringList about{tr("query %1").arg(count(std::int64_t(row)))};
    if (!asked.task.empty()) about << labelText(asked.task);
    about << tr("level %1").arg(labelText(m_solve->experiment->levelNames[std::size_t(level)]));
    if (asked.inputTokens == asked.inputTokens) {
        about << tr("%1 tokens in").arg(count(std::int64_t(asked.inputTokens)));
    }
    m_about->setText(about.join(QStringLiteral(" · ")));
}

void WhyPanel::readDetail(std::size_t row) {
    const auto& from = m_from;
    if (m_detailFrom == from && m_detail && m_detail->row == row) return;
    m_detail.reset();
    m_detailFrom = from;
    m_reader.submit(
        [this, from, row](const Worker::Context& context) {
            QueryDetail detail = detailOf(*from, row);
            context.show([this, from, detail = std::move(detail)] {
                if (m_detailFrom != from || m_from != from) return;
                m_detail = detail;
                showTables();
            });
        },
        Worker::Running::Stop);
}

void WhyPanel::showTables() {
    const Tab shown = m_many ? Tab::ReducedCost : tab();
    m_middle->setCurrentIndex(int(shown));
    m_note->clear();
    if (shown == Tab::ReducedCost || !m_why) {
        const bool priced = m_many ? m_strips->content().priced : m_why && m_why->hasPrices;
        m_heading->setText(!priced ? tr("Cost, $ per 1,000 such queries")
                           : m_strips->content().timed
                               ? tr("Reduced cost c − λa + μ + seconds, $ per 1,000 such queries")
                               : tr("Reduced cost c − λa + μ, $ per 1,000 such queries"));
        m_note->setVisible(false);
        return;
    }
    const auto& from = m_from;
    const Experiment& experiment = *m_solve->experiment;
    const bool dark = Theme::of(palette()).dark;
    const QueryDetail* detail = m_detail ? &*m_detail : nullptr;
    QTableView& view = *table(shown);
    auto& model = *m_models[std::size_t(shown) - 1];
    switch (shown) {
        case Tab::Predictions: {
            const std::size_t row = experiment.rows[m_why->query];
            m_heading->setText(tr("Chance of a right answer, and what it is joined from"));
            fillPredictions(model, *m_why, predictedRowOf(*from, positionOf(*from, row)), detail,
                            experiment.models, dark);
            if (detail) m_note->setText(QString::fromStdString(detail->note));
            break;
        }
        case Tab::Neighbours:
            m_heading->setText(tr("Training queries most like it, and what they scored"));
            fillNeighbours(model, detail, *m_why, *from->data, from->beginnings.get(),
                           experiment.models);
            if (detail && detail->neighbours.empty()) {
                m_note->setText(detail->note.empty() ? tr("No training query is like it.")
                                                     : QString::fromStdString(detail->note));
            }
            break;
        case Tab::Recorded:
            m_heading->setText(tr("What is recorded of this query"));
            fillRecorded(model, *m_why, experiment.models, dark);
            if (!experiment.hasOutcomes) {
                m_note->setText(
                    tr("No recorded answers: right, regret and realized are unknown. "
                       "Import data with outcomes."));
            }
            break;
        case Tab::ReducedCost:
            break;
    }
    m_note->setVisible(!m_note->text().isEmpty());
    layOut(view, shown);
}

/// Figures as narrow as they are; names and texts take what is left.
void WhyPanel::layOut(QTableView& view, Tab shown) {
    constexpr int narrow = 64;
    fitColumns(view, shown == Tab::Neighbours ? -1 : 0);
    if (shown != Tab::Neighbours) {
        stretchColumn(view, 0, 110);
        return;
    }
    for (int column = 2; column < view.model()->columnCount(); ++column) {
        view.setColumnWidth(column, std::min(view.columnWidth(column), narrow));
    }
    stretchColumn(view, 1, 220);
}

/// The beginnings of the first of them.
void WhyPanel::showTexts(const QueryList& queries) {
    constexpr std::size_t most = 50;
    const auto& from = m_from;
    static const SharedPrefixes kNone;
    QStringList lines;
    for (std::size_t k = 0; k < std::min(most, queries.size()); ++k) {
        const std::size_t row = m_solve->experiment->rows[queries[k]];
        lines << oneLine(from->data->queries[row].text,
                         from->beginnings ? *from->beginnings : kNone, 80);
    }
    if (queries.size() > most) {
        lines << tr("… and %1 more").arg(count(std::int64_t(queries.size() - most)));
    }
    m_textRow.reset();
    m_text->setPlainText(lines.join('\n'));
}

void WhyPanel::showMany() {
    m_why.reset();
    const auto solved = m_solve;
    const auto queries = m_session.selecting().queries();
    m_title->setText(tr("Why these %1").arg(count(std::int64_t(queries->size()))));
    m_about->setText(labelText(m_session.selection()->reason));
    if (m_textsOf != queries || m_textRow) showTexts(*queries);
    m_textsOf = queries;
    m_flips->showQueries(solved, queries);
    m_summer.submit([this, solved, queries](const Worker::Context& context) {
        WhyMany why = whyOf(*solved, *queries);
        context.show([this, solved, why = std::move(why)] {
            if (!m_many) return;
            const Experiment& experiment = *solved->experiment;
            m_verdict->setText(labelText(why.verdict));
            m_strips->setContent(stripsOf(why, experiment.models, experiment.hasOutcomes,
                                          Theme::of(palette()).dark));
            showTables();
        });
    });
    showTables();
}

}  // namespace orl
