#include "ui/pages/models/pool_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/pages/models/table_model.h"
#include "ui/style/palette.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr int kRowHeight = 26;
constexpr int kBarWidth = 44;
constexpr int kCellMargin = 5;

int modelRowOf(const QModelIndex& index) {
    if (!index.isValid()) return -1;
    return static_cast<const QSortFilterProxyModel*>(index.model())->mapToSource(index).row();
}

/// On a square-root scale of the greatest, so that small ones are seen.
void paintExtra(QPainter& painter, const QRect& cell, const QModelIndex& index,
                const QColor& color) {
    double most = 0.0;
    for (int row = 0; row < index.model()->rowCount(); ++row) {
        const double each = index.siblingAtRow(row).data(ModelTableModel::kBarRole).toDouble();
        if (std::isfinite(each)) most = std::max(most, each);
    }
    const double value = index.data(ModelTableModel::kBarRole).toDouble();
    if (!(value > 0.0) || !(most > 0.0)) return;
    constexpr int longest = 24;
    const int width = std::max(1, int(std::lround(std::sqrt(value / most) * longest)));
    painter.fillRect(QRect(cell.left() + 3, cell.center().y() - 6, width, 13), color);
}

}  // namespace

GroupHeader::GroupHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setHighlightSections(false);
    setSortIndicatorShown(false);  // painted beside the title
    setMinimumSectionSize(20);
}

int GroupHeader::groupHeight() const {
    return fontMetrics().height() + 6;
}

QSize GroupHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), groupHeight() + 2 * fontMetrics().height() + 6};
}

void GroupHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    const Theme& theme = Theme::of(palette());
    painter->fillRect(rect, theme.background);
    const bool sorted = section == sortIndicatorSection();
    QString text = model()->headerData(section, Qt::Horizontal).toString();
    if (sorted) text += sortIndicatorOrder() == Qt::AscendingOrder ? " ▴" : " ▾";
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter->setFont(sorted ? bold : font());
    painter->setPen(sorted ? theme.accent : theme.mutedText);
    const int alignment =
        model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
    painter->drawText(rect.adjusted(kCellMargin, groupHeight(), -kCellMargin, -4),
                      alignment | Qt::TextDontClip, text);
    painter->setPen(theme.border);
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
}

void GroupHeader::paintEvent(QPaintEvent* event) {
    QHeaderView::paintEvent(event);
    const Theme& theme = Theme::of(palette());
    QPainter painter(viewport());
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    const int top = groupHeight();
    const auto groupAt = [this](int section) {
        return model()->headerData(section, Qt::Horizontal, ModelTableModel::kGroupRole).toString();
    };
    for (int section = 0; section < count(); ++section) {
        const QString group = groupAt(section);
        if (group.isEmpty() || isSectionHidden(section)) continue;
        int end = section + 1;
        while (end < count() && groupAt(end).isEmpty()) ++end;
        const int left = sectionViewportPosition(section);
        const int right = sectionViewportPosition(end - 1) + sectionSize(end - 1);
        painter.setPen(theme.text);
        const QRect room(left + kCellMargin, 0, right - left - 2 * kCellMargin, top);
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(bold).elidedText(group, Qt::ElideRight, room.width()));
        painter.setPen(theme.border);
        painter.drawLine(room.left(), top, room.right(), top);
        painter.drawLine(left, 4, left, height());
    }
}

/// What is chosen has a quiet ground, so that colours keep their meaning.
void PoolCellDelegate::initStyleOption(QStyleOptionViewItem* option,
                                       const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (!option->state.testFlag(QStyle::State_Selected)) return;
    option->state.setFlag(QStyle::State_Selected, false);
    option->backgroundBrush = Theme::of(option->palette).tint;
}

void PoolCellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const Theme& theme = Theme::of(option.palette);
    QStyledItemDelegate::paint(painter, option, index);
    if (index.data(ModelTableModel::kOwnRole).toBool()) {
        constexpr int corner = 4;
        const QPoint at = option.rect.topRight();
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.accent);
        painter->drawPolygon(
            QPolygon({at + QPoint(1 - corner, 0), at + QPoint(1, 0), at + QPoint(1, corner)}));
    }
    const QVariant bar = index.data(ModelTableModel::kBarRole);
    if (!bar.isValid() || std::isnan(bar.toDouble())) return;
    if (index.column() == ModelTableModel::Extra) {
        paintExtra(*painter, option.rect, index, mixed(theme.background, theme.accent, 0.3));
        return;
    }
    const QColor color = index.data(ModelTableModel::kColorRole).value<QColor>();
    QRect track(option.rect.left() + kCellMargin, option.rect.center().y() - 3, kBarWidth, 7);
    painter->fillRect(track, theme.grid);
    track.setWidth(int(std::lround(bar.toDouble() * kBarWidth)));
    if (bar.toDouble() > 0.0) track.setWidth(std::max(1, track.width()));
    painter->fillRect(track, color);
}

QWidget* PoolCellDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                        const QModelIndex& index) const {
    auto* field = new QLineEdit(parent);
    field->setAlignment(Qt::AlignRight);
    field->setAutoFillBackground(true);
    field->setAccessibleName(
        index.model()->headerData(index.column(), Qt::Horizontal).toString().replace('\n', ' '));
    return field;
}

void PoolCellDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    auto* field = static_cast<QLineEdit*>(editor);
    // An answer to the edit before may come while the next one is typed.
    if (field->isModified()) return;
    field->setText(index.data(Qt::EditRole).toString());
    field->selectAll();
}

void PoolCellDelegate::setModelData(QWidget* editor, QAbstractItemModel* model,
                                    const QModelIndex& index) const {
    model->setData(index, static_cast<QLineEdit*>(editor)->text(), Qt::EditRole);
}

PoolView::PoolView(ModelTableModel* model, QWidget* parent) : QTableView(parent), m_pool(model) {
    auto* sorted = new UnknownLast(this);
    sorted->setSourceModel(model);
    sorted->setSortRole(kSortRole);
    sorted->setDynamicSortFilter(false);  // rows must not run from under the hand
    setModel(sorted);
    auto* head = new GroupHeader(this);
    setHorizontalHeader(head);
    styleTable(*this);
    setItemDelegate(new PoolCellDelegate(this));
    setAccessibleName(tr("Models of the pool"));
    verticalHeader()->setDefaultSectionSize(std::max(kRowHeight, fontMetrics().height() + 8));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                    QAbstractItemView::AnyKeyPressed);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this, &PoolView::askMenu);
    connect(head, &QHeaderView::sectionClicked, this, [head, sorted](int section) {
        const bool same = head->sortIndicatorSection() == section;
        const bool text = section <= ModelTableModel::Provider;
        const Qt::SortOrder first = text ? Qt::AscendingOrder : Qt::DescendingOrder;
        const Qt::SortOrder other = text ? Qt::DescendingOrder : Qt::AscendingOrder;
        head->setSortIndicator(section,
                               same && head->sortIndicatorOrder() == first ? other : first);
        sorted->sort(section, head->sortIndicatorOrder());
        head->viewport()->update();
    });
    head->setSortIndicator(ModelTableModel::Extra, Qt::DescendingOrder);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        fitColumns();
        updateGeometry();
    });
}

int PoolView::currentModelRow() const {
    return modelRowOf(currentIndex());
}

void PoolView::setCurrentModelRow(int row) {
    if (row < 0 || row == currentModelRow()) return;
    const auto& sorted = static_cast<const QSortFilterProxyModel&>(*model());
    setCurrentIndex(sorted.mapFromSource(m_pool->index(row, std::max(0, currentIndex().column()))));
}

void PoolView::sortAgain() {
    if (isEditing()) return;
    const QHeaderView* head = horizontalHeader();
    model()->sort(head->sortIndicatorSection(), head->sortIndicatorOrder());
}

void PoolView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (current.row() != previous.row() && current.isValid()) {
        emit currentModelChanged(modelRowOf(current));
    }
}

void PoolView::closeEditor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint) {
    QTableView::closeEditor(editor, hint);
    emit editingEnded();
}

void PoolView::keyPressEvent(QKeyEvent* event) {
    const int row = currentModelRow();
    if (row >= 0 && event->key() == Qt::Key_Space) {
        m_pool->toggle(row);
        return;
    }
    if (row >= 0 && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        if (event->modifiers().testFlag(Qt::ShiftModifier)) {
            m_pool->resetRow(row);
        } else {
            m_pool->reset(row, currentIndex().column());
        }
        return;
    }
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !isEditing() && currentIndex().flags().testFlag(Qt::ItemIsEditable)) {
        edit(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void PoolView::askMenu(const QPoint& at) {
    const QModelIndex index = indexAt(at);
    const int row = modelRowOf(index);
    if (row < 0) return;
    QMenu menu(this);
    QAction* edited = menu.addAction(tr("&Edit"), this, [this, index] { edit(index); });
    edited->setShortcut(Qt::Key_F2);
    edited->setEnabled(index.flags().testFlag(Qt::ItemIsEditable));
    QAction* reset = menu.addAction(tr("&Reset"), this,
                                    [this, row, index] { m_pool->reset(row, index.column()); });
    reset->setShortcut(Qt::Key_Delete);
    reset->setEnabled(index.data(ModelTableModel::kOwnRole).toBool());
    menu.addAction(tr("Reset the &model"), this, [this, row] { m_pool->resetRow(row); });
    menu.addAction(m_pool->isRowOn(row) ? tr("&Switch off") : tr("&Switch on"), this,
                   [this, row] { m_pool->toggle(row); });
    menu.exec(viewport()->mapToGlobal(at));
}

/// Figures take what they need, names what is left.
void PoolView::fitColumns() {
    orl::fitColumns(*this, ModelTableModel::Name);
    const int bar = kBarWidth + kCellMargin;
    setColumnWidth(ModelTableModel::Share,
                   bar + fontMetrics().horizontalAdvance("100.0 %") + 3 * kCellMargin);
    setColumnWidth(ModelTableModel::Extra,
                   fontMetrics().horizontalAdvance("+$0.0000 ") + 26 + 2 * kCellMargin);
    QFont bold = font();
    bold.setBold(true);
    // Whatever is known by now: more comes row by row.
    setColumnWidth(ModelTableModel::BreakFactor,
                   std::max(columnWidth(ModelTableModel::BreakFactor),
                            QFontMetrics(bold).horizontalAdvance(QStringLiteral("▲ ≈ 00.00")) +
                                2 * kCellMargin));
    const int figure = fontMetrics().horizontalAdvance("00.000") + 2 * kCellMargin;
    for (int column = ModelTableModel::Input; column < model()->columnCount(); ++column) {
        setColumnWidth(column, std::max(columnWidth(column), figure));
    }
    fitWidth();
}

/// Who offers a model is the first to go where the figures need the room.
void PoolView::fitWidth() {
    constexpr int leastName = 190;  // names of one maker must not look alike
    int needed = leastName;
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (column != ModelTableModel::Name && column != ModelTableModel::Provider) {
            needed += columnWidth(column);
        }
    }
    const int provider = fontMetrics().horizontalAdvance("hypothetical") + 3 * kCellMargin;
    const bool room = viewport()->width() >= needed + provider;
    setColumnHidden(ModelTableModel::Provider, !room);
    if (room) setColumnWidth(ModelTableModel::Provider, provider);
    stretchColumn(*this, ModelTableModel::Name, leastName);
}

void PoolView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitWidth();
}

QSize PoolView::sizeHint() const {
    constexpr int most = 14;
    const int rows = std::clamp(model()->rowCount(), 4, most);
    return {900, horizontalHeader()->sizeHint().height() +
                     rows * verticalHeader()->defaultSectionSize() + 2 * frameWidth() + 2};
}

QSize PoolView::minimumSizeHint() const {
    return {360,
            horizontalHeader()->sizeHint().height() + 4 * verticalHeader()->defaultSectionSize()};
}

}  // namespace orl
