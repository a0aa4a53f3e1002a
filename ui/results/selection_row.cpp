#include "ui/results/selection_row.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "core/lab/selection.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QToolButton* linkButton(const QString& text, const QString& tooltip) {
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(tooltip);
    button->setAutoRaise(true);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

QString figuresText(const SolveView& view, const PartFigures& part, std::size_t selected) {
    const QString routed =
        part.queries == selected
            ? QString()
            : SelectionRow::tr("%1 of them routed").arg(count(std::int64_t(part.queries)));
    QStringList said;
    if (!routed.isEmpty()) said << routed;
    if (part.served > 0) {
        said << SelectionRow::tr("%1 of %2").arg(usd(part.cost), usd(view.chosen.cost)) +
                    (part.costShare == part.costShare
                         ? QStringLiteral(" (%1)").arg(percent(part.costShare, 0))
                         : QString());
    }
    said << (part.realizedAccuracy == part.realizedAccuracy
                 ? SelectionRow::tr("realized %1").arg(percent(part.realizedAccuracy))
             : part.predictedAccuracy == part.predictedAccuracy
                 ? SelectionRow::tr("predicted %1").arg(percent(part.predictedAccuracy))
                 : SelectionRow::tr("%1 served").arg(count(std::int64_t(part.served))));
    return said.join(QStringLiteral(" · "));
}

}  // namespace

SelectionRow::SelectionRow(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_part(new QToolButton),
      m_chip(new QToolButton),
      m_figures(new QLabel),
      m_invert(linkButton(tr("Invert"), tr("Select all routed queries but these"))),
      m_show(linkButton(tr("Show queries"), tr("These queries in the table of the Queries page"))),
      m_restrict(linkButton(tr("Restrict the batch"),
                            tr("Route these queries alone, as if there were no others. Your "
                               "settings for all queries come back with them."))),
      m_hint(new QLabel) {
    setFixedHeight(std::max(space::kChip, fontMetrics().height() + 6) + 2);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kGap);
    m_chip->setAccessibleName(tr("Selection"));
    m_chip->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_figures->setTextFormat(Qt::PlainText);
    m_figures->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_hint->setTextFormat(Qt::PlainText);
    m_part->setAccessibleName(tr("Batch"));
    row->addWidget(m_part);
    row->addWidget(m_chip);
    row->addWidget(m_figures, 1);
    row->addWidget(m_invert);
    row->addWidget(m_show);
    row->addWidget(m_restrict);
    row->addWidget(m_hint);
    connect(m_chip, &QToolButton::clicked, this, [this] { m_session.clearSelection(); });
    connect(m_invert, &QToolButton::clicked, this, [this] { m_session.selecting().invert(); });
    connect(m_show, &QToolButton::clicked, this, &SelectionRow::queriesAsked);
    connect(m_restrict, &QToolButton::clicked, this, [this] { m_session.restrictToSelection(); });
    connect(m_part, &QToolButton::clicked, this, [this] { m_session.leave(); });
    connect(&session, &Session::visitingChanged, this, &SelectionRow::showPart);
    connect(&session, &Session::selectionChanged, this, &SelectionRow::showSelection);
    connect(&session, &Session::solvedChanged, this, &SelectionRow::showSelection);
    paintTones();
    showPart();
    showSelection();
}

QString SelectionRow::chipText() const {
    return m_chipText;
}

QString SelectionRow::figures() const {
    return m_figures->text();
}

void SelectionRow::showPart() {
    const auto part = m_session.part();
    m_part->setVisible(part != nullptr);
    if (!part) return;
    const QString text =
        tr("Only %1 · %2").arg(labelText(part->reason), count(std::int64_t(part->rows.size())));
    const int room = std::max(120, width() / 3);
    m_part->setText(m_part->fontMetrics().elidedText(text, Qt::ElideMiddle, room) +
                    QStringLiteral("  ✕"));
    m_part->setToolTip(
        tr("%1 queries are routed, as if there were no others.\nClick to go back to all queries "
           "and your settings for them")
            .arg(count(std::int64_t(part->rows.size()))));
}

void SelectionRow::showSelection() {
    const auto& selection = m_session.selection();
    const bool any = selection != nullptr;
    for (QToolButton* widget : {m_chip, m_invert, m_show, m_restrict}) {
        widget->setVisible(any);
    }
    if (!any) {
        m_chipText.clear();
        const QString& lost = m_session.selecting().lost();
        const QString how =
            tr("Nothing selected: click a bar, a cell or a point, or drag across points");
        m_figures->setText(lost.isEmpty() ? how : tr("Nothing selected: %1").arg(lost));
        m_hint->clear();
        return;
    }
    m_chipText = tr("%1 · %n queries", nullptr, int(selection->rows.size()))
                     .arg(labelText(selection->reason));
    m_chipText.replace(QStringLiteral("%n"), count(std::int64_t(selection->rows.size())));
    showChip();
    const auto& solved = m_session.solved();
    const PartFigures* part = m_session.selecting().figures();
    const auto& queries = m_session.selecting().queries();
    // Of a lesson's few queries there is no part.
    m_restrict->setVisible(queries && !queries->empty() && solved &&
                           queries->size() < solved->experiment->rows.size() &&
                           (!m_session.isVisiting() || m_session.part()));
    m_figures->setText(solved && part      ? figuresText(*solved, *part, selection->rows.size())
                       : solved && queries ? tr("none of them is routed now")
                                           : QString());
    m_figures->setToolTip(m_figures->text());
    m_hint->setText(tr("Esc clears · Ctrl+Z undoes"));
}

void SelectionRow::showChip() {
    const int room = std::max(120, width() / 2);
    m_chip->setText(m_chip->fontMetrics().elidedText(m_chipText, Qt::ElideMiddle, room) +
                    QStringLiteral("  ✕"));
    m_chip->setToolTip(tr("%1\nClick to clear").arg(m_chipText));
}

void SelectionRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (!m_chipText.isEmpty()) showChip();
    showPart();
    m_hint->setVisible(width() > 190 * fontMetrics().averageCharWidth());
}

void SelectionRow::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) paintTones();
}

void SelectionRow::paintTones() {
    const Theme& theme = Theme::of(palette());
    const QString chip =
        QStringLiteral(
            "QToolButton { background: %1; border: 1px solid %2; color: %3; border-radius: %4px; "
            "padding: 0 10px; height: %5px; font-weight: 600; }"
            "QToolButton:hover, QToolButton:focus { border-color: %3; }")
            .arg(theme.tint.name(), theme.tintBorder.name(), theme.accent.name())
            .arg(space::kChip / 2)
            .arg(height() - 4);
    m_chip->setStyleSheet(chip);
    m_part->setStyleSheet(chip);
    const QString link = QStringLiteral(
                             "QToolButton { border: none; color: %1; padding: 0 4px; }"
                             "QToolButton:hover, QToolButton:focus { text-decoration: underline; }")
                             .arg(theme.accent.name());
    m_invert->setStyleSheet(link);
    m_show->setStyleSheet(link);
    m_restrict->setStyleSheet(link);
    QPalette quiet = m_hint->palette();
    quiet.setColor(QPalette::WindowText, theme.mutedText);
    m_hint->setPalette(quiet);
    m_figures->setPalette(quiet);
}

}  // namespace orl
