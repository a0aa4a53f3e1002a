// What the dialog that plans slots is made of.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/dialogs/slots_dialog.h"
#include "ui/style/tokens.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr int kSlotsWidth = 1200;
constexpr int kSlotsHeight = 620;
constexpr int kAskWidth = 310;

QDoubleSpinBox* slotsField(double low, double high, int decimals, const QString& suffix,
                           const QString& tip) {
    auto* field = new QDoubleSpinBox;
    field->setRange(low, high);
    field->setDecimals(decimals);
    field->setSuffix(suffix);
    field->setToolTip(tip);
    field->setKeyboardTracking(false);
    return field;
}

}  // namespace

void SlotsDialog::build() {
    m_table = new QTableView;
    m_model = new QStandardItemModel(this);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Fleets that meet the target, the best first"));
    styleTable(*m_table);
    m_table->setSortingEnabled(false);
    // Fleets of many models take several lines.
    m_table->setWordWrap(true);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, m_table,
            &QTableView::resizeRowsToContents);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_note = new QLabel;
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setMinimumHeight(2 * m_note->fontMetrics().height());
    m_note->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* right = new QVBoxLayout;
    right->addLayout(buildButtons());
    right->addWidget(m_table, 1);
    right->addWidget(m_note);
    auto* all = new QHBoxLayout(this);
    all->setSpacing(space::kGap);
    all->addLayout(buildAsk());
    all->addLayout(right, 1);
    resize(kSlotsWidth, kSlotsHeight);
}

QLayout* SlotsDialog::buildAsk() {
    m_rate = slotsField(0.001, 1e6, 3, tr(" a second"), tr("Queries that arrive, by chance"));
    m_rate->setValue(10.0);
    m_figure = new QComboBox;
    m_figure->addItem(tr("wait"), int(CapacityTarget::Of::Wait));
    m_figure->addItem(tr("have their answer"), int(CapacityTarget::Of::Total));
    m_figure->setToolTip(tr("From arrival to the begin of the answer, or to its end"));
    m_seconds = slotsField(0.001, 1e5, 3, tr(" s"), tr("Longest time for 95 of 100 queries"));
    m_seconds->setValue(2.0);
    m_floor = slotsField(0.0, 100.0, 2, tr(" %"),
                         tr("Floor on the mean predicted accuracy of a run; a fleet may miss it "
                            "by half a point"));
    m_constant = slotsField(0.0, 1e5, 3, tr(" s"),
                            tr("How long every answer takes; by the models' speeds where none is "
                               "said, and a model without them gets no slots"));
    m_constant->setSpecialValueText(tr("by the speeds"));
    m_runs = new QSpinBox;
    m_runs->setRange(2, 200);
    m_runs->setValue(5);
    m_runs->setToolTip(tr("Simulated runs of each fleet shown, for its bands"));
    m_prices = new QTableView;
    m_priceModel = new QStandardItemModel(this);
    m_prices->setModel(m_priceModel);
    m_prices->setAccessibleName(tr("Prices and most slots of the models"));
    styleTable(*m_prices);
    m_prices->setSortingEnabled(false);
    m_prices->setEditTriggers(QAbstractItemView::AllEditTriggers);
    auto* form = new QFormLayout;
    form->addRow(tr("&Rate"), m_rate);
    form->addRow(tr("95 % of &queries"), m_figure);
    form->addRow(tr("&at most"), m_seconds);
    form->addRow(tr("accuracy &floor α"), m_floor);
    form->addRow(tr("an answer &takes"), m_constant);
    form->addRow(tr("r&uns"), m_runs);
    auto* column = new QVBoxLayout;
    column->addLayout(form);
    column->addWidget(m_prices, 1);
    m_prices->setFixedWidth(kAskWidth);
    return column;
}

QLayout* SlotsDialog::buildButtons() {
    m_search = new QPushButton(tr("&Search"));
    m_search->setDefault(true);
    m_cancel = new QPushButton(tr("&Cancel"));
    m_take = new QPushButton(tr("Use this f&leet"));
    m_take->setToolTip(
        tr("Gives the Simulation page the slots of the chosen row and the load that they were "
           "planned for: this rate, without outages, windows or a limit of queues"));
    m_save = new QPushButton(tr("&Export CSV…"));
    m_command = new QPushButton(tr("Copy co&mmand"));
    m_command->setToolTip(tr("The command line that finds these fleets, with the same bytes"));
    for (QPushButton* button : {m_cancel, m_take, m_save, m_command}) button->setAutoDefault(false);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    auto* row = new QHBoxLayout;
    row->addWidget(m_search);
    row->addWidget(m_cancel);
    row->addWidget(m_progress);
    row->addStretch(1);
    row->addWidget(m_take);
    row->addWidget(m_save);
    row->addWidget(m_command);
    return row;
}

}  // namespace orl
