#include "ui/dialogs/remark_model.h"

#include <QApplication>
#include <QFileInfo>
#include <utility>

#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

RemarkModel::RemarkModel(std::vector<ImportRemark> remarks, QObject* parent)
    : QAbstractTableModel(parent), m_remarks(std::move(remarks)) {}

int RemarkModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_remarks.size());
}

int RemarkModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RemarkModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ImportRemark& remark = m_remarks[std::size_t(index.row())];
    const QString file = QString::fromStdString(remark.file);
    if (role == Qt::ToolTipRole) {
        return index.column() == File ? file : QString::fromStdString(remark.what);
    }
    if (role == Qt::TextAlignmentRole && (index.column() == Line || index.column() == Count)) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::ForegroundRole && index.column() == Kind &&
        remark.kind == ImportRemark::Kind::Refused) {
        return Theme::of(QApplication::palette()).warning;
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Kind:
            switch (remark.kind) {
                case ImportRemark::Kind::Repaired:
                    return tr("repaired");
                case ImportRemark::Kind::Refused:
                    return tr("refused");
                case ImportRemark::Kind::Note:
                    break;
            }
            return tr("note");
        case File:
            return QFileInfo(file).fileName();
        case Line:
            return remark.line == 0 ? QString() : QString::number(remark.line);
        case What:
            return QString::fromStdString(remark.what);
        default:
            return count(std::int64_t(remark.count));
    }
}

QVariant RemarkModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
        case Kind:
            return tr("Kind");
        case File:
            return tr("File");
        case Line:
            return tr("Line");
        case What:
            return tr("What");
        case Count:
            return tr("Count");
        default:
            return {};
    }
}

}  // namespace orl
