#include "ui/problem/pool_table.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>
#include <algorithm>

#include "ui/problem/pool_model.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

/// Number fields with unit and limits in place of the bare default editor; names that are too long
/// lose their vendor before their middle.
class PoolDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() != PoolModel::Name) return;
        const QStyle* style = option->widget ? option->widget->style() : QApplication::style();
        const QRect room =
            style->subElementRect(QStyle::SE_ItemViewItemText, option, option->widget);
        if (option->fontMetrics.horizontalAdvance(option->text) > room.width()) {
            option->text = option->text.section('/', -1);
        }
    }

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&,
                          const QModelIndex& index) const override {
        auto* field = new QDoubleSpinBox(parent);
        const bool price = index.column() == PoolModel::Price;
        field->setRange(0.0, price ? 1000.0 : 100.0);
        field->setDecimals(price ? 2 : 1);
        field->setSingleStep(price ? 0.25 : 5.0);
        field->setFrame(false);
        field->setAlignment(Qt::AlignRight);
        field->setButtonSymbols(QAbstractSpinBox::NoButtons);
        field->setAccessibleName(
            index.model()->headerData(index.column(), Qt::Horizontal).toString());
        return field;
    }
};

}  // namespace

PoolTable::PoolTable(PoolModel* model, QWidget* parent) : QTableView(parent), m_pool(model) {
    setModel(model);
    setItemDelegate(new PoolDelegate(this));
    setAccessibleName(tr("Models of the pool"));
    letCopy(*this);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 5);
    verticalHeader()->setMinimumSectionSize(fontMetrics().height() + 4);
    QHeaderView* header = horizontalHeader();
    header->setMinimumSectionSize(20);
    header->setSectionResizeMode(PoolModel::Name, QHeaderView::Stretch);
    const auto fix = [&](int column, const QString& widest) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, fontMetrics().horizontalAdvance(widest) + 10);
    };
    fix(PoolModel::Capacity, QStringLiteral("88.8 %"));
    fix(PoolModel::Price, QStringLiteral("Price"));
    fix(PoolModel::Share, QStringLiteral("100.0 %"));
    header->setHighlightSections(false);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setIconSize({10, 10});
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                    QAbstractItemView::AnyKeyPressed);
    setTextElideMode(Qt::ElideMiddle);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(model, &QAbstractItemModel::modelReset, this, [this] { updateGeometry(); });
}

QSize PoolTable::sizeHint() const {
    constexpr int kMostRows = 12;
    const int rows = std::clamp(model()->rowCount(), 3, kMostRows);
    return {240, horizontalHeader()->sizeHint().height() +
                     rows * verticalHeader()->defaultSectionSize() + 2 * frameWidth() + 2};
}

QSize PoolTable::minimumSizeHint() const {
    return {180, sizeHint().height()};
}

void PoolTable::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
        m_pool->reset(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

}  // namespace orl
