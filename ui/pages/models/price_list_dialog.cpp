#include "ui/pages/models/price_list_dialog.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include "core/support/error.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

QString listPrice(double price) {
    return std::isnan(price) ? QStringLiteral("–") : QLocale::c().toString(price, 'g', 6);
}

/// "2.5 → 2 (−20 %)"; where the list does not say, what holds.
QString changeText(double now, double listed) {
    if (std::isnan(listed) || listed == now) return listPrice(now);
    QString text = listPrice(now) + " → " + listPrice(listed);
    if (now > 0.0) {
        const double change = (listed / now - 1.0) * 100.0;
        text += QString(" (%1%2 %)")
                    .arg(change < 0.0 ? "−" : "+")
                    .arg(QLocale::c().toString(std::abs(change), 'f', 0));
    }
    return text;
}

}  // namespace

PriceListDialog::PriceListDialog(std::vector<ModelInfo> models, Scenario scenario,
                                 const std::filesystem::path& bundled, QWidget* parent)
    : QDialog(parent), m_models(std::move(models)), m_scenario(std::move(scenario)) {
    setWindowTitle(tr("Prices by a list"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(bundled);
    fill();
    resize(680, 440);
}

void PriceListDialog::build(const std::filesystem::path& bundled) {
    m_table = new QTableWidget(0, ColumnCount);
    m_table->setHorizontalHeaderLabels(
        {tr("Model"), tr("In the list"), tr("Input, USD / 1M"), tr("Output, USD / 1M")});
    m_table->setAccessibleName(tr("What the list changes"));
    m_table->verticalHeader()->hide();
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    letCopy(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    connect(m_table, &QTableWidget::itemChanged, this, &PriceListDialog::tell);
    m_note = new NoteLabel;
    auto* from = new QPushButton(tr("From a &file…"));
    from->setToolTip(tr("LiteLLM, OpenRouter, LLMRouter or RouterArena price list (JSON)"));
    connect(from, &QPushButton::clicked, this, [this] {
        const QString file =
            QFileDialog::getOpenFileName(this, tr("Price list"), {}, tr("JSON (*.json)"));
        if (!file.isEmpty()) compareWith(file.toStdString());
    });
    auto* shipped = new QPushButton(tr("The &bundled list"));
    shipped->setVisible(!bundled.empty());
    connect(shipped, &QPushButton::clicked, this, [this, bundled] { compareWith(bundled); });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Apply | QDialogButtonBox::Cancel);
    m_apply = buttons->button(QDialogButtonBox::Apply);
    connect(m_apply, &QPushButton::clicked, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* lists = new QHBoxLayout;
    lists->addWidget(from);
    lists->addWidget(shipped);
    lists->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->addLayout(lists);
    column->addWidget(m_table, 1);
    column->addWidget(m_note);
    column->addWidget(buttons);
}

void PriceListDialog::compareWith(const std::filesystem::path& file) {
    try {
        const PriceList list = readPriceList(file);
        m_source = QString::fromStdString(list.source);
        m_changes = priceChanges(m_models, m_scenario, list);
        m_remarks = list.remarks.empty() ? QString()
                                         : tr(" %n entries of the list were left out or look odd.",
                                              nullptr, int(list.remarks.size()));
        fill();
    } catch (const Error& error) {
        m_note->setText(sentence(error), NoteLabel::Tone::Warning);
    }
}

void PriceListDialog::fill() {
    const QSignalBlocker quiet(m_table);
    const Theme& theme = Theme::of(palette());
    m_table->setRowCount(int(m_changes.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const PriceChange& change = m_changes[std::size_t(row)];
        const bool changes = change.changes();
        auto* name = new QTableWidgetItem(labelText(change.model.name));
        name->setFlags(changes ? Qt::ItemIsEnabled | Qt::ItemIsUserCheckable
                               : Qt::ItemFlags(Qt::ItemIsEnabled));
        // A unit that is likely another is not taken without being asked for.
        if (changes) name->setCheckState(change.otherUnit ? Qt::Unchecked : Qt::Checked);
        const QString listed = change.listed.empty() ? tr("not listed") : labelText(change.listed);
        const QString texts[] = {listed, changeText(change.inputNow, change.input),
                                 changeText(change.outputNow, change.output)};
        m_table->setItem(row, Name, name);
        for (int column = Listed; column < ColumnCount; ++column) {
            auto* item = new QTableWidgetItem(texts[column - Listed]);
            item->setFlags(Qt::ItemIsEnabled);
            if (column > Listed) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            if (!changes) item->setForeground(theme.mutedText);
            if (change.otherUnit) {
                item->setForeground(theme.warning);
                item->setToolTip(
                    tr("About 1,000 times off: is the list per million or per "
                       "thousand tokens?"));
            }
            m_table->setItem(row, column, item);
        }
    }
    tell();
}

void PriceListDialog::tell() {
    int chosen = 0;
    int listed = 0;
    int odd = 0;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const PriceChange& change = m_changes[std::size_t(row)];
        chosen += change.changes() && m_table->item(row, Name)->checkState() == Qt::Checked;
        listed += change.listed.empty() ? 0 : 1;
        odd += change.otherUnit ? 1 : 0;
    }
    m_apply->setEnabled(chosen > 0);
    if (m_changes.empty()) {
        m_note->setText(tr("Choose a list: nothing is changed before you have seen what."));
        return;
    }
    QString said = tr("%1: %2 of %3 models are in it, %4 will change.")
                       .arg(labelText(m_source.toStdString()))
                       .arg(listed)
                       .arg(m_changes.size())
                       .arg(chosen);
    if (odd > 0) said += tr(" %n are about 1,000 times off.", nullptr, odd);
    m_note->setText(said + m_remarks, odd > 0 ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
}

Scenario PriceListDialog::applied() const {
    std::vector<PriceChange> chosen;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const PriceChange& change = m_changes[std::size_t(row)];
        if (change.changes() && m_table->item(row, Name)->checkState() == Qt::Checked) {
            chosen.push_back(change);
        }
    }
    Scenario next = m_scenario;
    applyPrices(next, chosen, m_source.toStdString());
    return next;
}

}  // namespace orl
