#include "ui/dialogs/price_dialog.h"

#include <QDate>
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

#include "core/data/import/import.h"
#include "core/support/error.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr double kMostPrice = 1e6;  // USD per million tokens; more is a slip of the unit

bool samePrice(double one, double other) {
    return one == other || (std::isnan(one) && std::isnan(other));
}

QString priceText(double price) {
    return std::isnan(price) ? QString() : QLocale::c().toString(price, 'g', 12);
}

/// Empty is unknown. @return nothing for what is no price
std::optional<double> priceFrom(const QString& text) {
    const QString plain = text.trimmed().remove('$').replace(',', '.');
    if (plain.isEmpty()) return kMissing;
    bool read = false;
    const double price = QLocale::c().toDouble(plain, &read);
    const bool good = read && std::isfinite(price) && price >= 0.0 && price <= kMostPrice;
    return good ? std::optional(price) : std::nullopt;
}

}  // namespace

PriceDialog::PriceDialog(const DatasetSummary& dataset, bool costsRecorded,
                         const std::filesystem::path& bundledList, QWidget* parent)
    : QDialog(parent),
      m_costsRecorded(costsRecorded),
      m_before(dataset.pool),
      m_models(dataset.pool),
      m_table(new QTableWidget(int(dataset.pool.size()), ColumnCount)),
      m_note(new NoteLabel) {
    setWindowTitle(tr("Prices of %1").arg(labelText(dataset.name)));
    setAttribute(Qt::WA_DeleteOnClose);
    buildTable();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_table, 1);
    column->addWidget(buildLists(bundledList));
    column->addWidget(m_note);
    column->addWidget(buttons);
    readCells();
    resize(640, 420);
}

void PriceDialog::buildTable() {
    m_table->setHorizontalHeaderLabels(
        {tr("Model"), tr("Input, USD / 1M tokens"), tr("Output, USD / 1M tokens"), tr("Source")});
    m_table->setAccessibleName(tr("Prices"));
    letCopy(*m_table);
    m_table->verticalHeader()->hide();
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Source, QHeaderView::Stretch);
    m_table->setEditTriggers(QAbstractItemView::AllEditTriggers);
    for (int row = 0; row < m_table->rowCount(); ++row) {
        for (int column = 0; column < ColumnCount; ++column) {
            auto* item = new QTableWidgetItem;
            const bool number = column == Input || column == Output;
            if (!number) item->setFlags(item->flags() & ~Qt::ItemIsEditable);
            if (number) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, column, item);
        }
        showRow(row);
    }
    if (m_table->rowCount() > 0) m_table->setCurrentCell(0, Input);
    connect(m_table, &QTableWidget::itemChanged, this, &PriceDialog::readCells);
}

QWidget* PriceDialog::buildLists(const std::filesystem::path& bundledList) {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    auto* choose = new QPushButton(tr("From a price &list…"));
    choose->setToolTip(tr("LLMRouter, RouterArena, LiteLLM or OpenRouter price list (JSON)"));
    connect(choose, &QPushButton::clicked, this, &PriceDialog::chooseList);
    m_bundled = new QPushButton(tr("From the &bundled list"));
    m_bundled->setToolTip(tr("The prices that come with the program, for the models it names"));
    m_bundled->setVisible(!bundledList.empty());
    connect(m_bundled, &QPushButton::clicked, this, [this, bundledList] { takeFrom(bundledList); });
    m_withoutCosts = new QPushButton(tr("&Without costs"));
    m_withoutCosts->setToolTip(
        m_costsRecorded
            ? tr("These data record what their answers cost")
            : tr("Every answer is free: what is left to decide is accuracy under the capacities"));
    m_withoutCosts->setEnabled(!m_costsRecorded);
    connect(m_withoutCosts, &QPushButton::clicked, this, &PriceDialog::setNoCosts);
    for (QPushButton* button : {choose, m_bundled, m_withoutCosts}) row->addWidget(button);
    row->addStretch(1);
    return box;
}

void PriceDialog::showRow(int row) {
    const QSignalBlocker quiet(m_table);
    const ModelInfo& model = m_models[std::size_t(row)];
    m_table->item(row, Name)->setText(labelText(model.name));
    m_table->item(row, Input)->setText(priceText(model.inputPrice));
    m_table->item(row, Output)->setText(priceText(model.outputPrice));
    QString source = labelText(model.priceSource);
    if (!model.tiers.empty()) source += tr(" (dearer for long prompts)");
    m_table->item(row, Source)->setText(source);
    m_table->item(row, Source)->setToolTip(source);
}

void PriceDialog::readCells() {
    const QString typed = tr("typed on %1").arg(QDate::currentDate().toString(Qt::ISODate));
    QString wrong;
    int unpriced = 0;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        ModelInfo& model = m_models[std::size_t(row)];
        const auto input = priceFrom(m_table->item(row, Input)->text());
        const auto output = priceFrom(m_table->item(row, Output)->text());
        if (!input || !output) {
            wrong = tr("A price is a number from 0 to %1 US dollars per million tokens; leave the "
                       "cell empty where it is not known.")
                        .arg(QLocale::c().toString(kMostPrice, 'f', 0));
            continue;
        }
        if (!samePrice(*input, model.inputPrice) || !samePrice(*output, model.outputPrice)) {
            model.inputPrice = *input;
            model.outputPrice = *output;
            model.tiers.clear();
            model.priceSource = typed.toStdString();
            showRow(row);
        }
        unpriced += model.priced() ? 0 : 1;
    }
    m_ok->setEnabled(wrong.isEmpty());
    if (!wrong.isEmpty()) {
        m_note->setText(wrong, NoteLabel::Tone::Warning);
    } else if (unpriced > 0) {
        const QString none = tr("%1 of %2 models have no price").arg(unpriced).arg(m_models.size());
        m_note->setText(m_costsRecorded
                            ? tr("%1: their costs are those that the data record.").arg(none)
                            : tr("%1: they are left out.").arg(none),
                        m_costsRecorded ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
    } else {
        m_note->setText({});
    }
}

void PriceDialog::chooseList() {
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Price list"), {}, tr("JSON (*.json)"));
    if (!file.isEmpty()) takeFrom(file.toStdString());
}

void PriceDialog::takeFrom(const std::filesystem::path& list) {
    try {
        const PriceList read = readPriceList(list);
        std::size_t named = 0;
        for (std::size_t k = 0; k < m_models.size(); ++k) {
            const auto found = read.prices.find(m_models[k].name);
            if (found == read.prices.end()) continue;
            ++named;
            updatePrices(m_models[k], found->second);
            showRow(int(k));
        }
        readCells();
        m_note->setText(
            tr("%1 of %2 models are in the list.").arg(named).arg(m_models.size()),
            named == m_models.size() ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
    } catch (const Error& error) {
        m_note->setText(sentence(error), NoteLabel::Tone::Warning);
    }
}

void PriceDialog::setNoCosts() {
    for (std::size_t k = 0; k < m_models.size(); ++k) {
        ModelInfo& model = m_models[k];
        model.inputPrice = model.outputPrice = 0.0;
        model.tiers.clear();
        model.priceSource = tr("without costs, by choice").toStdString();
        showRow(int(k));
    }
    readCells();
}

std::vector<ModelInfo> PriceDialog::changed() const {
    std::vector<ModelInfo> changed;
    for (std::size_t k = 0; k < m_models.size(); ++k) {
        const ModelInfo& now = m_models[k];
        const ModelInfo& before = m_before[k];
        const bool same = samePrice(now.inputPrice, before.inputPrice) &&
                          samePrice(now.outputPrice, before.outputPrice) &&
                          now.priceSource == before.priceSource &&
                          now.tiers.size() == before.tiers.size();
        if (!same) changed.push_back(now);
    }
    return changed;
}

}  // namespace orl
